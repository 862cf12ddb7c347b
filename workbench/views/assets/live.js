// Changes a tree into another one in place, so that focus, selection, scroll and running transitions survive.
const fits = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key

function change(from, to) {
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) { from.data = to.data }
    return
  }
  if (from.nodeType !== Node.ELEMENT_NODE) { return }
  for (const {name} of [...from.attributes]) {
    if (!to.hasAttribute(name)) { from.removeAttribute(name) }
  }
  for (const {name, value} of to.attributes) {
    if (from.getAttribute(name) !== value) { from.setAttribute(name, value) }
  }
  if (!from.nodeName.includes("-")) { fill(from, to) }  // custom elements write their own text
}

function fill(parent, wanted) {
  const keyed = new Map([...parent.children].filter((el) => el.dataset.key).map((el) => [el.dataset.key, el]))
  let at = parent.firstChild
  for (const next of [...wanted.childNodes]) {
    const own = next.dataset?.key ? keyed.get(next.dataset.key) : at
    if (own && fits(own, next)) {
      if (own === at) { at = at.nextSibling } else { parent.insertBefore(own, at) }
      change(own, next)
    } else {
      parent.insertBefore(document.importNode(next, true), at)
    }
  }
  while (at) {
    const gone = at
    at = at.nextSibling
    gone.remove()
  }
}

export function render({model}) {
  const root = document.createElement("div")
  root.className = "wb"
  const draft = document.createElement("template")
  const draw = () => {
    draft.innerHTML = model.html
    fill(root, draft.content)
  }
  model.on("html", draw)
  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]")
    if (!pressed) { return }
    if (pressed.dataset.do === "theme") { window.workbench?.theme() } else { model.send_msg(pressed.dataset.do) }
  })
  draw()
  return root
}
