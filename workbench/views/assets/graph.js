// The graph of memories: nodes that open one by one. A node that is there keeps its place. The server knows nothing of places, and the
// address has all that is opened; what is pressed here is said as the walk that comes of it.
import {barOf} from "./graph_bar.js"
import {settle} from "./graph_layout.js"
import {count, frame, free, join, linkOf, nodeOf, restOf, short} from "./graph_shapes.js"
import {View} from "./graph_view.js"

const FAR = 0.7
const MOVES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}
const safe = (text) => text.replaceAll("%", "%25").replaceAll(",", "%2C").replaceAll("~", "%7E")
const restId = (id, group) => `+${group} ${id}`

class Graph {
  constructor(model, el) {
    Object.assign(this, {model, el, places: new Map(), els: new Map(), wide: false, chosen: null})
    Object.assign(this, frame())
    this.view = new View(this.svg, () => this.draw())
    this.bar = barOf({open: (id) => this.toggle(id), page: (id) => this.page(id), begin: (id) => model.send(`graph:${id}`)})
    const tools = Object.assign(document.createElement("div"), {className: "m-tools"})
    for (const [sign, said, act] of [["+", "Nearer", () => this.view.near(1.5)], ["−", "Farther", () => this.view.near(1 / 1.5)], ["⤢", "All of it", () => this.whole()]]) {
      const button = Object.assign(document.createElement("button"), {type: "button", textContent: sign, title: said, onclick: act})
      button.setAttribute("aria-label", said)
      tools.append(button)
    }
    el.replaceChildren(this.svg, tools, this.bar.el)
    this.listen()
    this.take()
  }

  listen() {
    this.resized = new ResizeObserver(() => { if (!this.view.own) { this.view.now = null } this.draw() })
    this.resized.observe(this.el)
    this.heard = ["nodes", "links", "rests", "walk", "here"].map((name) => `change:${name}`)
    this.changed = () => { if (!this.due) { this.due = true; queueMicrotask(() => this.take()) } }
    for (const name of this.heard) { this.model.on(name, this.changed) }
    this.svg.addEventListener("click", (event) => this.press(event))
    this.svg.addEventListener("keydown", (event) => this.key(event))
    this.svg.addEventListener("focusin", (event) => this.choose(event.target.closest("[data-id]")?.dataset.id))
    this.svg.addEventListener("pointerover", (event) => this.point(event.target.closest("[data-id]")?.dataset.id ?? null))
    this.svg.addEventListener("pointerleave", () => this.point(null))
  }

  leave() {
    this.resized.disconnect()
    this.view.leave()
    for (const name of this.heard) { this.model.off(name, this.changed) }
  }

  take() {
    this.due = false
    const {nodes = [], links = [], rests = [], walk = {}} = Object.fromEntries(["nodes", "links", "rests", "walk"].map((name) => [name, this.model.get(name)]))
    this.nodes = new Map(nodes.map(([id, kind, name, parent]) => [id, {id, kind, name, parent}]))
    this.links = links.map(([one, other, out, back, since]) => ({one, other, out, back, since}))
    this.rests = new Map(rests.map(([id, group, count, kind, word]) => [restId(id, group), {id, group, count, kind, word}]))
    this.opened = new Map((walk.opened ?? []).map(([id, more]) => [id, more]))
    this.roots = walk.roots ?? []
    const items = [...this.nodes.values()].map(({id, parent}) => ({id, parent}))
    for (const [id, rest] of this.rests) { items.push({id, parent: rest.id}) }
    const near = new Map(items.map(({id, parent}) => [id, parent === null ? [] : [parent]]))
    for (const {one, other} of this.links) { near.get(one).push(other); near.get(other).push(one) }
    settle(this.places, items, near)
    this.build()
  }

  // The elements, each kept as long as what it shows is there, so that the focus stays.
  build() {
    const had = document.activeElement?.closest?.("wb-graph [data-id]")?.dataset.id, wanted = new Map()
    const keep = (key, layer, make) => {
      const el = this.els.get(key) ?? make()
      wanted.set(key, el)
      if (el.parentNode !== layer) { layer.append(el) }
      return el
    }
    this.links.forEach((link) => { link.el = keep(`${link.one} ${link.out} ${link.other}`, this.lines, () => linkOf("", link.out)) })
    for (const [id, rest] of this.rests) {
      rest.line = keep(`line ${id}`, this.lines, () => linkOf("rest", ""))
      rest.el = keep(id, this.signs, () => restOf(id))
      count(rest.el, rest.count)
      rest.el.querySelector(".g-name").textContent = `${rest.word} …`
      rest.el.setAttribute("aria-label", `${rest.count} more ${rest.kind}, ${this.nodes.get(rest.id)?.name}, ${rest.word}: show some of them`)
    }
    for (const node of this.nodes.values()) {
      node.el = keep(node.id, this.signs, () => nodeOf(node.id, node.kind))
      node.el.setAttribute("aria-expanded", String(this.opened.has(node.id)))
      node.el.setAttribute("aria-label", `${node.kind === "Agent" ? "Member" : node.kind} ${node.name}`)
      node.el.classList.toggle("here", node.id === this.model.get("here"))
    }
    for (const [key, el] of this.els) { if (wanted.get(key) !== el) { el.remove() } }
    this.els = wanted
    this.svg.setAttribute("aria-label", `Graph of ${this.nodes.size} nodes and ${this.links.length} relations`)
    if (this.chosen !== null && !this.nodes.has(this.chosen)) { this.chosen = this.last ?? null }
    if (!this.nodes.has(this.chosen)) { this.chosen = null }
    if (!this.view.own) { this.fit() } else { this.draw() }
    this.tell()
    if (had !== undefined && !document.activeElement?.closest?.("wb-graph")) { (this.nodes.get(this.chosen)?.el ?? this.svg.querySelector("[tabindex='0']"))?.focus({preventScroll: true}) }
  }

  thing(id) { return this.nodes.get(id) ?? this.rests.get(id) }
  at(id) { return this.view.at(this.places.get(id)) }

  // All of it where that is not too small, else what was opened last with what is around it.
  fitting() {
    const all = [...this.nodes.keys(), ...this.rests.keys()], whole = this.around(all), last = [...this.opened.keys()].filter((id) => this.nodes.has(id)).at(-1)
    if (whole.zoom >= FAR || last === undefined || this.wide) { return whole }
    const near = new Set([last])
    for (const {one, other} of this.links) { if (one === last) { near.add(other) } else if (other === last) { near.add(one) } }
    return this.around(all.filter((id) => near.has(id) || this.rests.get(id)?.id === last))
  }

  around(ids) { return this.view.around(ids.map((id) => this.places.get(id))) }

  fit() { if (this.nodes.size && this.view.width) { this.view.go(this.fitting()) } }

  whole() {
    this.wide = true
    this.view.free()
    this.fit()
  }

  draw() {
    if (!this.nodes?.size) { return }
    if (!this.view.now) { this.fit() }
    if (!this.view.now) { return }
    for (const {el, name} of this.nodes.values()) { el.querySelector(".g-name").textContent = short(name, this.view.narrow ? 15 : 22) }
    for (const {one, other, el} of this.links) { join(el, this.at(one), this.at(other)) }
    for (const [id, {id: of, line}] of this.rests) { join(line, this.at(of), this.at(id)) }
    for (const id of [...this.nodes.keys(), ...this.rests.keys()]) {
      const [x, y] = this.at(id)
      this.thing(id).el.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`)
    }
    this.name()
  }

  // Names and words where there is room for them, the most important first; those of what is pointed at always.
  name() {
    const eye = this.pointed ?? this.chosen, ids = [...this.nodes.keys(), ...this.rests.keys()]
    const is = (id) => id === eye ? 0 : this.opened.has(id) ? 1 : this.nodes.get(id)?.parent === null ? 2 : 3
    ids.sort((one, other) => is(one) - is(other))
    const taken = ids.map((id) => { const [x, y] = this.at(id); return this.rests.has(id) ? [x - 24, y - 12, x + 24, y + 12] : [x - 12, y - 11, x + 12, y + 11] })
    const wide = (text) => text.length * 3 + 3
    const boxes = ids.map((id) => {
      const [x, y] = this.at(id), half = wide(this.thing(id).el.querySelector(".g-name").textContent), top = y + (this.rests.has(id) ? 15 : 17)
      return [x - half, top, x + half, top + 13]
    })
    const touches = ({one, other}) => eye === one || eye === other
    const links = [...this.links].sort((one, other) => touches(other) - touches(one))
    const words = links.map(({one, other, out}) => {
      const [[x0, y0], [x1, y1]] = [this.at(one), this.at(other)], half = wide(out)
      return [(x0 + x1) / 2 - half, (y0 + y1) / 2 - 6, (x0 + x1) / 2 + half, (y0 + y1) / 2 + 6]
    })
    const first = links.filter(touches).length, own = this.thing(eye) ? 1 : 0, fits = {names: free(boxes.slice(0, own), taken), words: free(words.slice(0, first), taken)}
    fits.names.push(...free(boxes.slice(own), taken))
    fits.words.push(...free(words.slice(first), taken))
    ids.forEach((id, at) => this.thing(id).el.classList.toggle("mute", !fits.names[at] && id !== eye))
    fits.words.forEach((fits, at) => {
      links[at].el.classList.toggle("mute", !fits)
      links[at].el.classList.toggle("near", touches(links[at]))
    })
    this.svg.classList.toggle("eyed", eye !== null && eye !== undefined)
  }

  point(id) {
    if (this.pointed === id) { return }
    this.pointed = id
    if (this.view.now) { this.name() }
  }

  choose(id) {
    if (id === undefined || this.chosen === id) { return }
    this.chosen = id
    this.tell()
    if (this.view.now) { this.view.reveal(this.places.get(id)) }
  }

  tell() {
    for (const [key, el] of this.els) { if (el.hasAttribute("tabindex")) { el.setAttribute("tabindex", "-1") } }
    const first = this.thing(this.chosen)?.el ?? this.nodes.values().next().value?.el
    first?.setAttribute("tabindex", "0")
    for (const {el, id} of this.nodes.values()) { el.classList.toggle("chosen", id === this.chosen) }
    const node = this.nodes.get(this.chosen)
    const links = node ? this.links.filter(({one, other}) => one === node.id || other === node.id) : []
    this.bar.show(node, this.opened.has(node?.id), links, (id) => this.nodes.get(id)?.name ?? "")
  }

  press(event) {
    const id = event.target.closest("[data-id]")?.dataset.id
    if (id === undefined || this.view.moved) { return }
    this.choose(id)
    this.thing(id).el.focus({preventScroll: true})
    if (event.detail === 2 && this.nodes.has(id) && this.bar.pages(this.nodes.get(id))) {
      this.toggle(id)  // as it was before the first press
      this.page(id)
    } else { this.toggle(id) }
  }

  toggle(id) {
    const rest = this.rests.get(id)
    this.last = rest ? rest.id : id
    this.wide = false
    const opened = new Map(this.opened)
    if (rest) {
      opened.set(rest.id, {...opened.get(rest.id), [rest.group]: (opened.get(rest.id)?.[rest.group] ?? 0) + 1})
    } else if (!opened.delete(id)) { opened.set(id, {}) }
    this.opened = opened  // at once, so that a second press folds in what the first one opens
    this.nodes.get(id)?.el.setAttribute("aria-expanded", String(opened.has(id)))
    this.walk()
  }

  walk() {
    const roots = this.roots.map((id) => `~${safe(id)}`)
    const opened = [...this.opened].map(([id, more]) => [safe(id), ...Object.entries(more).flatMap(([group, pages]) => [safe(group), pages])].join("~"))
    this.model.send(`nodes:${[...roots, ...opened].join(",")}`)
  }

  page(id) {
    const node = this.nodes.get(id)
    if (node?.kind === "Memory") { this.walk() }  // so that the graph stays as it is when the memory is opened beside it
    this.bar.go(node, (said) => this.model.send(said))
  }

  key(event) {
    const id = event.target.closest("[data-id]")?.dataset.id, way = MOVES[event.key]
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) { return }
    if (way) { this.go(id, way) } else if (event.key === "Enter" || event.key === " ") { this.toggle(id) } else if (event.key === "o") { this.page(id) } else { return }
    event.preventDefault()
    event.stopPropagation()
  }

  // To the nearest node in a direction.
  go(id, [right, down]) {
    const [x, y] = this.at(id)
    let best = null, least = Infinity
    for (const other of [...this.nodes.keys(), ...this.rests.keys()]) {
      if (other === id) { continue }
      const [left, top] = this.at(other), along = (left - x) * right + (top - y) * down, beside = Math.abs((left - x) * down) + Math.abs((top - y) * right)
      if (along > 1 && along + 2 * beside < least) { [best, least] = [other, along + 2 * beside] }
    }
    if (best !== null) { this.thing(best).el.focus({preventScroll: true}) }
  }

}

export default {
  render({model, el}) {
    const graph = new Graph(model, el)
    return () => graph.leave()
  },
}
