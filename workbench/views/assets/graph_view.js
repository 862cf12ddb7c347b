// From where one looks at a graph, and how near. It fits itself to what is shown until somebody chooses.
const EDGE = [78, 34, 112, 48], NARROW = [44, 30, 56, 44], NEAREST = 1.4, PAUSE = 260, FARTHEST = 0.1, CLOSEST = 4

export class View {
  // `draw` is called whenever things stand elsewhere on the screen.
  constructor(svg, draw) {
    Object.assign(this, {svg, draw, now: null, own: false, moved: false, held: null})
    svg.addEventListener("pointerdown", (event) => this.grab(event))
    svg.addEventListener("pointermove", (event) => this.drag(event))
    for (const name of ["pointerup", "pointercancel"]) { svg.addEventListener(name, () => { this.held = null }) }
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) { return }  // the page scrolls
      event.preventDefault()
      this.near(Math.exp(-event.deltaY / 200), [event.offsetX, event.offsetY])
    }, {passive: false})
  }

  get width() { return this.svg.clientWidth }
  get height() { return this.svg.clientHeight }
  get narrow() { return this.width < 500 }
  get stretch() { return Math.min(1.75, Math.max(0.9, this.width / (this.height || 1))) }  // as names are wide

  at([x, y]) { return [x * this.stretch * this.now.zoom + this.now.x, y * this.now.zoom + this.now.y] }

  // From where these places are seen, as large as fits, but no larger than can be taken in.
  around(places) {
    const [left, top, right, bottom] = this.narrow ? NARROW : EDGE, xs = places.map(([x]) => x * this.stretch), ys = places.map(([, y]) => y)
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const zoom = Math.min(NEAREST, Math.max(40, this.width - left - right) / (x1 - x0 || 1), Math.max(40, this.height - top - bottom) / (y1 - y0 || 1))
    return {zoom, x: (this.width + left - right) / 2 - zoom * (x0 + x1) / 2, y: (this.height + top - bottom) / 2 - zoom * (y0 + y1) / 2}
  }

  // Go there, gently where there was something to see before.
  go(goal) {
    const from = this.now
    cancelAnimationFrame(this.moving)
    if (!from || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.now = goal
      this.draw()
      return
    }
    const begin = performance.now(), move = (time) => {
      const share = Math.min(1, Math.max(0, (time - begin) / PAUSE)), eased = 1 - (1 - share) ** 3
      this.now = Object.fromEntries(["zoom", "x", "y"].map((name) => [name, from[name] + (goal[name] - from[name]) * eased]))
      this.draw()
      if (share < 1) { this.moving = requestAnimationFrame(move) }
    }
    this.moving = requestAnimationFrame(move)
    this.draw()
  }

  free() {
    this.own = false
    this.svg.style.touchAction = ""
  }

  near(times, at = [this.width / 2, this.height / 2]) {
    if (!this.now) { return }
    cancelAnimationFrame(this.moving)
    const zoom = Math.min(CLOSEST, Math.max(FARTHEST, this.now.zoom * times)), by = zoom / this.now.zoom
    this.now = {zoom, x: at[0] - (at[0] - this.now.x) * by, y: at[1] - (at[1] - this.now.y) * by}
    this.own = true
    this.svg.style.touchAction = "none"
    this.draw()
  }

  // Whoever goes on by keys comes to what lies outside.
  reveal(place) {
    const [x, y] = this.at(place), [left, top, right, bottom] = NARROW
    const across = Math.max(0, left - x) - Math.max(0, x - this.width + right), down = Math.max(0, top - y) - Math.max(0, y - this.height + bottom)
    if (across || down) { this.now = {...this.now, x: this.now.x + across, y: this.now.y + down} }
    this.draw()
  }

  grab(event) {
    this.moved = false
    this.held = {at: [event.clientX, event.clientY], from: this.now}
  }

  drag(event) {
    if (!this.held?.from || (event.pointerType !== "mouse" && !this.own)) { return }
    const [right, down] = [event.clientX - this.held.at[0], event.clientY - this.held.at[1]]
    if (!this.moved && Math.hypot(right, down) < 5) { return }
    cancelAnimationFrame(this.moving)
    if (!this.moved) { this.svg.setPointerCapture(event.pointerId) }
    this.moved = this.own = true
    this.now = {...this.held.from, x: this.held.from.x + right, y: this.held.from.y + down}
    this.draw()
  }

  leave() { cancelAnimationFrame(this.moving) }
}
