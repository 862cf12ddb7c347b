// The map of memories: points on a canvas. What is under the pointer tells itself, a press opens it. Whoever has no pointer has the list of
// clusters beside it, which leads to the same memories.
import {fill} from "./live.js"
import {shape} from "./map_shapes.js"

const REACH = 14, PAUSE = 90, EDGE = 28, FIELDS = 5, COLOURS = 5, MOST = 16, STRETCH = 1.6

class MemoryMap {
  constructor(model, el) {
    this.model = model
    this.el = el
    this.zoom = 1
    this.pan = [0, 0]
    this.under = null
    this.canvas = document.createElement("canvas")
    this.canvas.setAttribute("role", "img")
    this.tip = Object.assign(document.createElement("div"), {className: "m-tip", hidden: true})
    this.tip.setAttribute("role", "status")
    const tools = Object.assign(document.createElement("div"), {className: "m-tools"})
    for (const [sign, said, act] of [["+", "Nearer", () => this.near(1.6)], ["−", "Farther", () => this.near(1 / 1.6)], ["⤢", "All of it", () => this.whole()]]) {
      const button = Object.assign(document.createElement("button"), {type: "button", textContent: sign, title: said, onclick: act})
      button.setAttribute("aria-label", said)
      tools.append(button)
    }
    el.replaceChildren(this.canvas, this.tip, tools)
    this.listen()
  }

  listen() {
    this.resized = new ResizeObserver(() => this.paint())
    this.resized.observe(this.el)
    this.themed = () => this.paint()
    document.addEventListener("wb-theme", this.themed)
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event))
    this.canvas.addEventListener("pointermove", (event) => this.move(event))
    this.canvas.addEventListener("pointerup", (event) => this.drop(event))
    this.canvas.addEventListener("pointercancel", () => { this.held = null })
    this.canvas.addEventListener("pointerleave", () => { if (!this.held) { this.look(null) } })
    this.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) { return }  // the page scrolls
      event.preventDefault()
      this.near(Math.exp(-event.deltaY / 200), this.at(event))
    }, {passive: false})
    this.heard = ["points", "clusters", "lit", "here"].map((name) => [`change:${name}`, () => this.paint()])
    this.heard.push(["change:tip", () => this.tell()])
    for (const [name, heard] of this.heard) { this.model.on(name, heard) }
    this.paint()
  }

  leave() {
    this.resized.disconnect()
    document.removeEventListener("wb-theme", this.themed)
    for (const [name, heard] of this.heard) { this.model.off(name, heard) }
  }

  near(times, at = [this.width / 2, this.height / 2]) {
    const zoom = Math.min(40, Math.max(1, this.zoom * times)), by = zoom / this.zoom
    this.pan = this.pan.map((pan, axis) => at[axis] - (at[axis] - pan) * by)
    this.zoom = zoom
    if (zoom === 1) { this.pan = [0, 0] }
    this.look(null)
    this.paint()
  }

  whole() {
    this.zoom = 1
    this.pan = [0, 0]
    this.paint()
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  grab(event) {
    this.held = {from: this.at(event), pan: [...this.pan], moved: false}
    if (this.zoom > 1) { this.canvas.setPointerCapture(event.pointerId) }
  }

  move(event) {
    const at = this.at(event)
    if (this.held && this.zoom > 1) {
      const by = at.map((value, axis) => value - this.held.from[axis])
      this.held.moved ||= Math.hypot(...by) > 4
      if (this.held.moved) {
        this.pan = this.held.pan.map((pan, axis) => pan + by[axis])
        this.paint()
        return
      }
    }
    if (event.pointerType === "mouse") { this.look(this.nearest(at)) }
  }

  drop(event) {
    const held = this.held
    this.held = null
    if (held?.moved) { return }
    const found = this.nearest(this.at(event))
    if (found !== null) { this.model.send(`point:${this.points[found * FIELDS + 3]}`) }
  }

  // Pixels of a place on the map: as large as fits, the second axis upwards.
  place(x, y) {
    const {wide, high} = this.size, room = [this.width - 2 * EDGE, this.height - 2 * EDGE]
    const least = Math.min(room[0] / Math.max(wide, 1), room[1] / Math.max(high, 1))
    const [across, up] = [room[0] / Math.max(wide, 1), room[1] / Math.max(high, 1)].map((most) => Math.min(most, STRETCH * least))
    const left = EDGE + (room[0] - wide * across) / 2, top = EDGE + (room[1] - high * up) / 2
    return [(left + x * across) * this.zoom + this.pan[0], (top + (high - y) * up) * this.zoom + this.pan[1]]
  }

  nearest([left, top]) {
    let best = null, least = REACH
    for (let at = 0; at * FIELDS < this.points.length; at += 1) {
      if (!this.points[at * FIELDS + 4]) { continue }
      const [x, y] = this.place(this.points[at * FIELDS], this.points[at * FIELDS + 1])
      const far = Math.hypot(x - left, y - top)
      if (far < least) { [best, least] = [at, far] }
    }
    return best
  }

  look(found) {
    if (found === this.under) { return }
    this.under = found
    this.canvas.style.cursor = found === null ? (this.zoom > 1 ? "grab" : "default") : "pointer"
    this.tip.hidden = true
    clearTimeout(this.waiting)
    if (found !== null) { this.waiting = setTimeout(() => this.model.send(`peek:${this.points[found * FIELDS + 3]}`), PAUSE) }
    this.paint()
  }

  tell() {
    const {at, html} = this.model.get("tip") ?? {}
    if (this.under === null || !html || at !== String(this.points[this.under * FIELDS + 3])) { return }
    const draft = document.createElement("template")
    draft.innerHTML = html
    fill(this.tip, draft.content)
    this.tip.hidden = false
    const [x, y] = this.place(this.points[this.under * FIELDS], this.points[this.under * FIELDS + 1])
    const {offsetWidth: wide, offsetHeight: high} = this.tip
    this.tip.style.left = `${Math.max(4, Math.min(this.width - wide - 4, x - wide / 2))}px`
    this.tip.style.top = `${y - high - 12 > 0 ? y - high - 12 : y + 12}px`
  }

  get points() { return this.model.get("points") ?? [] }
  get size() { return {wide: this.model.get("wide") ?? 1, high: this.model.get("high") ?? 1} }

  paint() {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.draw())
  }

  draw() {
    const {clientWidth: width, clientHeight: height} = this.el
    if (!width || !height) { return }
    const ratio = devicePixelRatio || 1, pen = this.canvas.getContext("2d")
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio)
      this.canvas.height = Math.round(height * ratio)
    }
    [this.width, this.height] = [width, height]
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.clearRect(0, 0, width, height)
    const style = getComputedStyle(document.documentElement), ink = (name) => style.getPropertyValue(`--wb-${name}`).trim()
    const colours = [1, 2, 3, 4, 5].map((number) => ink(`c${number}`))
    this.dots(pen, colours, ink)
    this.names(pen, ink)
    this.canvas.setAttribute("aria-label", `${this.points.length / FIELDS} memories on a plane, in ${(this.model.get("clusters") ?? []).length} clusters, which are listed below by name`)
  }

  dots(pen, colours, ink) {
    const {points} = this, count = points.length / FIELDS
    const lit = new Set(this.model.get("lit") ?? []), here = this.model.get("here") ?? null
    const radius = Math.min(6, (count > 8000 ? 1.8 : count > 1500 ? 2.4 : 3.5) * Math.sqrt(this.zoom))
    const marked = []
    for (let at = 0; at < count; at += 1) {
      const [x0, y0, cluster, position, chosen] = points.slice(at * FIELDS, at * FIELDS + FIELDS)
      const [x, y] = this.place(x0, y0)
      if (x < -9 || y < -9 || x > this.width + 9 || y > this.height + 9) { continue }
      if (lit.has(position) || at === this.under) { marked.push([x, y, position, at]) }
      pen.globalAlpha = chosen ? (lit.size && here === null ? 0.28 : 0.72) : 0.08
      if (cluster < 0) {
        pen.strokeStyle = ink("faint")
        pen.lineWidth = 1
        pen.beginPath()
        pen.arc(x, y, radius * 0.8, 0, 7)
        pen.stroke()
      } else {
        pen.fillStyle = colours[cluster % COLOURS]
        shape(pen, Math.floor(cluster / COLOURS), x, y, radius)
      }
    }
    pen.globalAlpha = 1
    for (const [x, y, position, at] of marked) {
      pen.beginPath()
      pen.arc(x, y, position === here ? 8 : 5.5, 0, 7)
      pen.fillStyle = ink("card")
      pen.fill()
      pen.lineWidth = position === here || at === this.under ? 3 : 2
      pen.strokeStyle = ink("ink")
      pen.stroke()
      pen.beginPath()
      pen.arc(x, y, 2.5, 0, 7)
      pen.fillStyle = ink("ink")
      pen.fill()
    }
  }

  // Names at the middles of their clusters, the largest first; one that would lie on another is moved a little, or left to the list.
  names(pen, ink) {
    const taken = []
    pen.font = `600 12px ${getComputedStyle(document.documentElement).getPropertyValue("--wb-font")}`
    pen.textBaseline = "middle"
    pen.lineJoin = "round"
    for (const [id, name, x0, y0] of (this.model.get("clusters") ?? []).slice(0, MOST)) {
      const said = name.split(", ").slice(0, 2).join(", "), wide = pen.measureText(said).width + 18
      const [x, y] = this.place(x0, y0)
      for (const shift of [0, -18, 18, -36, 36]) {
        const left = Math.max(4, Math.min(this.width - wide - 4, x - wide / 2)), top = y + shift - 10
        const box = [left, top, left + wide, top + 20]
        if (x < 0 || x > this.width || top < 0 || top > this.height - 20) { continue }
        if (taken.some(([l, t, r, b]) => box[0] < r && box[2] > l && box[1] < b && box[3] > t)) { continue }
        taken.push(box)
        pen.strokeStyle = ink("card")
        pen.lineWidth = 4
        pen.strokeText(said, left + 14, top + 10)
        pen.fillStyle = ink("ink")
        pen.fillText(said, left + 14, top + 10)
        pen.fillStyle = ink(`c${id % COLOURS + 1}`)
        shape(pen, Math.floor(id / COLOURS), left + 5, top + 10, 4.5)
        break
      }
    }
  }
}

export default {
  render({model, el}) {
    const map = new MemoryMap(model, el)
    return () => map.leave()
  },
}
