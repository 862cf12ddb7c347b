// The home page goes on by itself: every few seconds it asks the hub for its parts and puts in place those that changed.
const EVERY_MS = 3000
const PATIENCE_MS = 5000
const CLOCK = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"}
const WHOLE = {...CLOCK, day: "numeric", month: "short", year: "numeric", timeZoneName: "short"}
const root = document.documentElement
const away = document.getElementById("away")
const shown = new Map()
let offset = Number(root.dataset.now) - Date.now()
let timer = 0

const ago = (s) => s < 9.95 ? `${Math.max(s, 0).toFixed(1)} s` : s < 60 ? `${Math.round(s)} s`
  : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`

const setText = (element, said) => { if (element.textContent !== said) { element.textContent = said } }

const tell = () => {
  const now = Date.now() + offset
  for (const age of document.querySelectorAll("[data-age]")) { setText(age, ago((now - Number(age.dataset.age)) / 1000)) }
}

// Times are written by the server in its own zone; here they become the reader's.
const localise = (place) => {
  for (const time of place.querySelectorAll("time")) {
    const at = new Date(time.dateTime)
    setText(time, "whole" in time.dataset ? at.toLocaleString([], WHOLE) : at.toLocaleTimeString([], CLOCK))
    time.title = at.toLocaleString([], {dateStyle: "full", timeStyle: "long"})
  }
}

const isSelecting = (part) => {
  const selection = getSelection()
  return !selection.isCollapsed && part.contains(selection.anchorNode)
}

const put = (name, html) => {
  const part = document.querySelector(`[data-part="${name}"]`)
  if (!part || shown.get(name) === html || isSelecting(part)) { return }
  const held = part.contains(document.activeElement) ? document.activeElement.dataset.key : undefined
  part.innerHTML = html
  shown.set(name, html)
  localise(part)
  if (held) { part.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({preventScroll: true}) }
}

const found = () => {
  delete root.dataset.wire
  away.textContent = ""
}

const lost = () => {
  if (root.dataset.wire === "lost") { return }
  root.dataset.wire = "lost"
  for (const status of document.querySelectorAll(".q")) { setText(status, "fallback") }  // the last known value
  shown.clear()
  const since = new Date().toLocaleTimeString([], CLOCK)
  away.innerHTML = `<span aria-hidden="true">✕</span> <strong>Hub away</strong> <small class="wide">since ${since}, trying again</small>`
}

const refresh = async () => {
  clearTimeout(timer)
  try {
    const answer = await fetch("/home.json", {cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS)})
    if (answer.status === 401) { return location.reload() }  // the token ended: the page says how to get in
    if (!answer.ok) { throw new Error(answer.statusText) }
    const said = await answer.json()
    offset = said.now - Date.now()
    for (const [name, html] of Object.entries(said.parts)) { put(name, html) }
    found()
    tell()
  } catch {
    lost()
  }
  clearTimeout(timer)
  if (!document.hidden) { timer = setTimeout(refresh, EVERY_MS) }
}

document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer) } else { refresh() } })
setInterval(() => { if (!document.hidden) { tell() } }, 500)
localise(document)
tell()
if (!document.hidden) { timer = setTimeout(refresh, EVERY_MS) }
