// HTML that changes in place, so that focus, selection, scroll, what was opened and running transitions survive.
// In Panel it stands in a component's shadow root; in a notebook cell it makes one, so that no style sheet reaches another's.
const fits = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key
const isReaders = (el, name) => name === "open" && el.nodeName === "DETAILS"

function change(from, to) {
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) { from.data = to.data }
    return
  }
  if (from.nodeType !== Node.ELEMENT_NODE) { return }
  for (const {name} of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isReaders(from, name)) { from.removeAttribute(name) }
  }
  for (const {name, value} of to.attributes) {
    if (from.getAttribute(name) !== value) { from.setAttribute(name, value) }
  }
  // Custom elements write their own text, and a region inside another is filled by itself.
  if (!from.nodeName.includes("-") && !to.dataset.region) { fill(from, to) }
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

// Tells whether somebody can see an element, so that nothing is computed for one that nobody sees.
function watch(el, send) {
  const key = Math.random().toString(36).slice(2)
  let inside = false, said = false
  const tell = () => {
    const seen = inside && document.visibilityState === "visible"
    if (seen !== said) { send(`${seen ? "seen" : "gone"}:${key}`) }
    said = seen
  }
  const observer = new IntersectionObserver((entries) => {
    inside = entries.at(-1).isIntersecting
    tell()
  })
  observer.observe(el)
  document.addEventListener("visibilitychange", tell)
  return () => {
    observer.disconnect()
    document.removeEventListener("visibilitychange", tell)
    inside = false
    tell()
  }
}

function inNotebook(el, root, model) {
  const style = document.createElement("style")
  style.textContent = model.get("sheet")
  el.classList.add("wb-nb")
  el.dataset.lmSuppressShortcuts = "true"  // what is typed here is no command to JupyterLab
  const shadow = el.shadowRoot ?? el.attachShadow({mode: "open"})
  shadow.replaceChildren(style, root)
}

function render({model, el, view}) {
  const send = view ? (said) => view.model_proxy.send_msg(said) : (said) => model.send(said)
  const root = document.createElement("div"), draft = document.createElement("template")
  root.className = "wb"
  const draw = () => {
    draft.innerHTML = model.get("html")
    fill(root, draft.content)
  }
  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]")
    if (!pressed) { return }
    event.preventDefault()
    send(pressed.dataset.do)
  })
  root.addEventListener("input", (event) => {
    const {say} = event.target.dataset
    if (say) { send(`${say}:${event.target.value}`) }
  })
  root.addEventListener("wb-say", ({detail}) => send(detail))
  if (view) { el.append(root) } else { inNotebook(el, root, model) }
  model.on("change:html", draw)
  draw()
  const end = model.get("watched") ? watch(el, send) : () => {}
  return () => {
    end()
    model.off("change:html", draw)
  }
}

export {fill}
export default {render}
