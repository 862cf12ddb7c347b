// Keys: what each means, and when it is somebody else's.
export const KEYS = [
  ["Space", "play or pause"],
  ["← →", "one event back, on"],
  ["Shift ← →", "one minute back, on"],
  ["Home End", "first event, last event"],
  ["l", "live"],
  ["j", "jump to a moment"],
  ["?", "show these keys"],
  ["Esc", "close what is open"],
]

const TYPED = [
  "input", "textarea", "select", "[contenteditable]:not([contenteditable=false])",
  ...["textbox", "searchbox", "combobox", "listbox", "option", "spinbutton", "slider", "tab", "radio", "menu", "menubar",
    "menuitem", "tree", "treeitem", "grid", "gridcell", "application"].map((role) => `[role=${role}]`),
  "[aria-modal=true]", "[class*=bk-Figure]", "[class*=bk-Canvas]", "[class*=bk-Tool]", ".js-plotly-plot", ".tabulator",
].join(",")
const PRESSED = "button,a[href],summary,[role=button],[role=link],[role=checkbox],[role=switch]"

const ACTIONS = {
  " ": "toggle", ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last", l: "live", j: "jump", "?": "help", Escape: "close",
}
const SHIFTED = {ArrowLeft: "minuteBack", ArrowRight: "minuteOn", "?": "help"}
const SLID = {ArrowDown: "back", ArrowUp: "on", PageDown: "pageBack", PageUp: "pageOn"}

// What a key asks for; undefined when it is not ours. `bar` is the bar itself, whose slider is no stranger.
export function actionOf(event, bar) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return undefined }
  const around = event.composedPath().filter((node) => node instanceof Element)
  const own = around.indexOf(bar)
  const slider = own > 0 && around[0].matches(".scrub")
  if (slider && SLID[event.key]) { return SLID[event.key] }
  if (!slider && around.some((node) => node !== bar && node.matches(TYPED))) {
    return own > 0 && event.key === "Escape" ? "close" : undefined
  }
  if (event.key === " " && around.some((node) => node.matches(PRESSED))) { return undefined }
  return (event.shiftKey ? SHIFTED : ACTIONS)[event.key]
}
