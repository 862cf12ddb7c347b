// The page's end of the wire: puts what the server says into the page, and tells the server what is done and whether anybody looks.
import "./elements.js"
import "./ask.js"
import "./dialog.js"
import "./charts.js"
import board from "./board.js"
import graph from "./graph.js"
import {fill} from "./live.js"
import map from "./map.js"
import transport from "./transport/transport.js"

const ISLANDS = {board, graph, map, transport}
const PATIENCE = 4000
const NAP = 15000

let proxy = null
const early = []  // what was done before the wire was there: the page can be seen and pressed by then
const say = (said) => { if (proxy) { proxy.send_msg(said) } else { early.push(said) } }

// What a module that draws by itself sees of the page: what an anywidget's module sees of its model.
class Model {
  constructor(name) {
    this.name = name
    this.values = {}
    this.changed = new Set()
    this.heard = new EventTarget()
    this.wrapped = new Map()
  }

  get(key) { return this.values[key] }

  set(key, value) {
    this.values[key] = value
    this.changed.add(key)
  }

  save_changes() {
    for (const key of this.changed) { say({[key]: this.values[key]}) }
    this.changed.clear()
  }

  send(said) { say({do: said}) }

  on(event, listen) {
    const wrapped = ({detail}) => listen(detail)
    this.wrapped.set(listen, wrapped)
    this.heard.addEventListener(event, wrapped)
  }

  off(event, listen) { this.heard.removeEventListener(event, this.wrapped.get(listen)) }

  take(values) {
    Object.assign(this.values, values)
    for (const key of Object.keys(values)) { this.heard.dispatchEvent(new CustomEvent(`change:${key}`)) }
  }
}

const models = new Map(Object.keys(ISLANDS).map((name) => [name, new Model(name)]))
models.get("transport").values = {axis: {}, shown: {}, wish: {}, page: true}
models.get("board").values = {rows: ""}

for (const [name, module] of Object.entries(ISLANDS)) {
  customElements.define(`wb-${name}`, class extends HTMLElement {
    connectedCallback() {
      const model = models.get(name), view = {model_proxy: {send_msg: (said) => model.send(said)}}
      this.leave ||= module.render({model, el: this, view})
    }

    disconnectedCallback() {
      queueMicrotask(() => {
        if (this.isConnected) { return }  // it was only moved
        this.leave?.()
        this.leave = null
        this.replaceChildren()
      })
    }
  })
}

const draft = document.createElement("template")

function take({regions = {}, islands = {}, shown, axis, address, there}) {
  for (const [name, html] of Object.entries(regions)) {
    const region = document.querySelector(`[data-region="${name}"]`)
    if (!region) { continue }
    draft.innerHTML = html
    fill(region, draft.content)
  }
  for (const [name, values] of Object.entries(islands)) { models.get(name)?.take(values) }
  const bar = models.get("transport")
  if (axis) { bar.take({axis}) }
  if (shown) { bar.take({shown: {...bar.get("shown"), ...shown}}) }
  if (address !== undefined) { window.workbench.address(address) }
  if (there !== undefined) { answered() }
}

// Whether the wire holds is asked when the page is seen again after a pause: a sleeping laptop's socket looks open long after the
// server gave it up.
let patience = 0, awake = Date.now()
const answered = () => {
  clearTimeout(patience)
  patience = 0
}
const ask = () => {
  if (patience || !proxy) { return }
  patience = setTimeout(() => window.workbench.lost(), PATIENCE)
  say({there: Date.now() % 1e6})
}
const tell = () => say({seen: document.visibilityState === "visible"})
setInterval(() => {
  if (Date.now() - awake > NAP) { ask() }
  awake = Date.now()
}, 1000)
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") { ask() }
  tell()
})

document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[data-do]")
  if (!pressed || (pressed.href && (event.ctrlKey || event.metaKey || event.shiftKey))) { return }
  event.preventDefault()
  if (pressed.dataset.do === "theme") { window.workbench.theme() } else { say({do: pressed.dataset.do}) }
})

// What is typed or chosen.
document.addEventListener("wb-say", ({detail}) => say({do: detail}))
document.addEventListener("change", (event) => {
  const verb = event.target.dataset?.say
  if (verb) { say({do: `${verb}:${event.target.value}`}) }
})

// In a list of tabs the arrow keys move.
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]")
  const way = {ArrowLeft: -1, ArrowRight: 1}[event.key]
  if (!tab || !way) { return }
  const all = [...tab.parentElement.querySelectorAll("[role=tab]")]
  const next = all[(all.indexOf(tab) + way + all.length) % all.length]
  event.preventDefault()
  event.stopPropagation()
  next.focus()
  next.click()
}, true)

take(JSON.parse(document.getElementById("wb-first").textContent))

window.workbench.wire = (view) => {
  proxy = view.model_proxy
  view.model.document.on_message("workbench", (said) => take(JSON.parse(said)))  // charts are documents too, so it is not the first one
  window.workbench.restore()
  for (const said of early.splice(0)) { say(said) }
  tell()
}
document.dispatchEvent(new Event("wb-ready"))
