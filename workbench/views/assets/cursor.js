// Where the reader is in a chart: a line and a point that follow pointer and arrow keys, in all charts of the page at once,
// with what stands there in words. A press, or Enter, leads to the events behind the point.
const NEAR = 14
const WHEN = {day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short"}
const part = (name, text = "") => Object.assign(document.createElement("div"), {className: name, textContent: text})

class Cursor {
  constructor(plot) {
    this.plot = plot
    this.at = null
    this.line = part("cursor-line")
    this.point = part("cursor-point")
    this.tip = part("cursor-tip")
    this.tip.setAttribute("role", "status")
    for (const el of [this.line, this.point, this.tip]) { el.hidden = true }
    plot.append(this.line, this.point, this.tip)
    plot.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") { this.hover(event) } })
    plot.addEventListener("pointerleave", () => this.clear())
    plot.addEventListener("blur", () => this.clear())
    plot.addEventListener("click", (event) => this.click(event))
    plot.addEventListener("keydown", (event) => this.key(event))
    this.heard = ({detail}) => { if (detail.from !== plot) { this.show(detail.at, null, false) } }
    document.addEventListener("wb-cursor", this.heard)
  }

  leave() { document.removeEventListener("wb-cursor", this.heard) }

  say(value) {
    const {start, end} = this.plot.view.model.y_range
    const digits = Math.min(4, Math.max(0, 2 - Math.round(Math.log10(end - start))))  // as fine as the axis lets one see
    return value.toLocaleString("en", {minimumFractionDigits: digits, maximumFractionDigits: digits}).replace("-", "\u2212")
  }

  // Pixels in the element of a point in the chart.
  place(at, value) {
    const {frame} = this.plot.view
    return [frame.x_scale.compute(at), frame.y_scale.compute(value)]
  }

  // The samples that can be reached: known, and within the frame.
  reachable() {
    const {x_range} = this.plot.view.model
    const {at, value} = this.plot.samples
    return at.map((_, i) => i).filter((i) => !Number.isNaN(value[i]) && at[i] >= x_range.start && at[i] <= x_range.end)
  }

  nearest(at) {
    const times = this.plot.samples.at
    const found = this.reachable()
    return found.length ? found.reduce((best, i) => Math.abs(times[i] - at) < Math.abs(times[best] - at) ? i : best) : null
  }

  // What is under the pointer: an exam, or else the nearest sample in time; nothing beside the frame.
  under(event) {
    if (!this.plot.view || event.target !== this.plot) { return null }
    const box = this.plot.canvas.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const mark = this.plot.marks.find(({at, value}) => {
      const [left, top] = this.place(at, value)
      return Math.hypot(left - x, top - y) < NEAR
    })
    if (mark) { return {at: mark.at, mark} }
    const {bbox, x_scale} = this.plot.view.frame
    if (x < bbox.left - NEAR || x > bbox.right + NEAR) { return null }
    return {at: x_scale.invert(x), mark: null}
  }

  hover(event) {
    const found = this.under(event)
    if (found) { this.show(found.at, found.mark, true) } else { this.clear() }
  }

  click(event) {
    const found = this.under(event)
    if (found) {
      this.show(found.at, found.mark, true)
      this.open()
    }
  }

  key(event) {
    const found = this.plot.view ? this.reachable() : []
    if (!found.length || event.altKey || event.ctrlKey || event.metaKey) { return }
    const here = found.indexOf(this.index ?? -1)
    const to = {ArrowLeft: here < 0 ? found.length - 1 : here - 1, ArrowRight: here < 0 ? 0 : here + 1, Home: 0, End: found.length - 1}[event.key]
    if (to !== undefined) {
      this.show(this.plot.samples.at[found[Math.min(Math.max(to, 0), found.length - 1)]], null, true)
    } else if (event.key === "Enter" || event.key === " ") {
      if (this.at === null) { return }
      this.open()
    } else if (event.key === "Escape" && this.at !== null) {
      this.clear()
    } else {
      return
    }
    event.preventDefault()
    event.stopPropagation()  // the page has keys of its own
  }

  open() {
    if (this.mark) {
      press(this.plot, `event:${this.mark.position}`)
    } else if (this.index !== null) {
      press(this.plot, `explain:${this.plot.getAttribute("figure")}@${this.plot.position[this.index]}`)
    }
  }

  show(at, mark, own) {
    if (!this.plot.view || at === null) {
      this.hide()
      return
    }
    this.mark = mark
    this.index = this.nearest(at)
    if (this.index === null) {
      this.hide()
      return
    }
    this.at = mark ? mark.at : this.plot.samples.at[this.index]
    this.own = own
    this.paint()
    if (own) { document.dispatchEvent(new CustomEvent("wb-cursor", {detail: {from: this.plot, at: this.at}})) }
  }

  paint() {
    const {samples, view} = this.plot
    const value = this.mark ? this.mark.value : samples.value[this.index]
    const {bbox} = view.frame
    const [x, y] = this.place(this.at, value)
    this.line.style.cssText = `left:${x}px;top:${bbox.top}px;height:${bbox.height}px`
    this.point.style.cssText = `left:${x}px;top:${Math.min(Math.max(y, bbox.top), bbox.bottom)}px`
    this.tip.replaceChildren(...this.words(value))
    this.tip.classList.toggle("own", this.own)
    this.tip.setAttribute("aria-hidden", String(!this.own))  // one of them is read aloud
    for (const el of [this.line, this.tip]) { el.hidden = false }
    this.point.hidden = Boolean(this.mark)  // which is a point by itself
    const width = this.tip.offsetWidth
    const left = x + 12 + width > this.plot.clientWidth ? x - 12 - width : x + 12
    this.tip.style.cssText = `left:${Math.max(0, Math.min(left, this.plot.clientWidth - width))}px;top:${bbox.top}px`
  }

  words(value) {
    if (this.mark) { return [part("big", "Exam"), part("", this.mark.said), part("when", this.when())] }
    const unit = this.plot.getAttribute("unit")
    const head = part("big", this.say(value))
    if (unit) { head.append(Object.assign(document.createElement("small"), {textContent: ` ${unit}`})) }
    if (!this.own) { return [head] }
    const {low, high} = this.plot.samples
    const between = `${this.say(low[this.index])} – ${this.say(high[this.index])}, 10th to 90th`
    return [head, ...(this.plot.band && !Number.isNaN(low[this.index]) ? [part("", between)] : []), part("when", this.when())]
  }

  when() { return new Date(this.at).toLocaleString([], WHEN) }

  // New data under a resting cursor: it stays at its time.
  follow() { if (this.at !== null) { this.show(this.at, this.mark, this.own) } }

  hide() {
    this.at = this.index = this.mark = null
    for (const el of [this.line, this.point, this.tip]) { el.hidden = true }
  }

  clear() {
    if (this.at === null) { return }
    this.hide()
    document.dispatchEvent(new CustomEvent("wb-cursor", {detail: {from: this.plot, at: null}}))
  }
}
