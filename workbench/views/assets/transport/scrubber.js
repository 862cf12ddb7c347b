import {countsOf, gapOf, momentOf, scaleOf, shareOf} from "./axis.js"
import {clockOf, dayOf, lengthOf, spokenOf} from "./stamp.js"
import {make, shape} from "./parts.js"

// The scrubber: the lab's life as bars of how much happened, and a thumb that can be dragged along it.
const PITCH = 6, BAR = 4, TALL = 32, TOP = 6
const SNAP = 6  // so many pixels from the end mean live

export function makeScrubber(player) {
  const el = make("div", {class: "scrub", role: "slider", tabindex: 0, "aria-label": "Moment", "aria-valuemin": 0})
  const life = shape("svg", {"aria-hidden": "true"}), past = shape("svg", {"aria-hidden": "true"})
  const rest = shape("path", {class: "rest"}), gone = shape("path"), marks = shape("path", {class: "gaps"})
  const thumb = make("i", {class: "thumb"}), peek = make("span", {class: "peek", "aria-hidden": "true"})
  life.append(rest, marks)
  past.append(gone)
  el.append(life, make("div", {class: "gone"}, past), thumb, peek)
  let width = 0, scale = scaleOf({}), drawn = "", held = null, hover = null

  const shareAt = (event) => {
    const box = el.getBoundingClientRect()
    return Math.min(Math.max((event.clientX - box.left) / (box.width || 1), 0), 1)
  }

  function bars() {
    const counts = countsOf(scale, Math.max(Math.floor(width / PITCH), 1)), most = Math.max(...counts)
    return counts.map((count, i) => {
      if (count <= 0 || gapOf(scale, momentOf(scale, (i + 0.5) / counts.length))) { return "" }
      const height = 3 + (TALL - 3) * Math.sqrt(count / most)
      return `M${(i * width / counts.length).toFixed(1)},${TOP + TALL}h${BAR}v${(-height).toFixed(1)}h${-BAR}z`
    }).join("")
  }

  function gaps() {
    return scale.gaps.map(({from, to}) => {
      const x = (shareOf(scale, from) + shareOf(scale, to)) / 2 * width, y = TOP + TALL
      return `M${(x - 5).toFixed(1)},${y + 2}l4,-12m2,12l4,-12`
    }).join("")
  }

  function drawAxis() {
    const now = player.shown.live ? player.shown.now ?? player.axis.now : Math.max(player.axis.now ?? 0, player.shown.now ?? 0)
    const key = `${width} ${now} ${player.head} ${player.axis.recorded?.length} ${player.axis.now}`
    if (key === drawn) { return }
    drawn = key
    scale = scaleOf({...player.axis, now, head: player.head})
    const path = bars()
    rest.setAttribute("d", path)
    gone.setAttribute("d", path)
    marks.setAttribute("d", gaps())
  }

  function drawPeek() {
    const share = held ?? hover
    peek.hidden = share === null
    if (share === null) { return }
    const moment = momentOf(scale, share), gap = gapOf(scale, moment)
    const said = gap ? [`quiet for ${lengthOf(gap.to - gap.from)}`] : []
    peek.textContent = [`${dayOf(moment, scale.to)} ${clockOf(moment)}`, ...said].join(" · ")
    const half = peek.offsetWidth / 2, x = share * width
    peek.style.left = `${Math.min(Math.max(x, half), Math.max(width - half, half))}px`
  }

  function draw() {
    drawAxis()
    const {shown} = player
    const share = held ?? (shown.live && player.wanted === null ? 1 : shareOf(scale, player.moment))
    el.style.setProperty("--share", `${(share * 100).toFixed(3)}%`)
    el.classList.toggle("busy", player.busy && !player.playing)
    drawPeek()
    const said = shown.moment === undefined ? "nothing yet" : spokenOf({...shown, head: player.head})
    const values = {"aria-valuemax": player.head, "aria-valuenow": shown.position ?? 0, "aria-valuetext": said}
    for (const [name, value] of Object.entries(values)) {
      if (el.getAttribute(name) !== String(value)) { el.setAttribute(name, value) }
    }
  }

  function pull(event, say = false) {
    held = shareAt(event)
    player.go(held * width >= width - SNAP ? Infinity : momentOf(scale, held), say)
  }

  el.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !player.shown.position && !player.head) { return }
    el.setPointerCapture(event.pointerId)
    pull(event)
  })
  el.addEventListener("pointermove", (event) => {
    hover = event.pointerType === "touch" ? null : shareAt(event)
    if (held === null) { draw() } else { pull(event) }
  })
  const release = () => {
    held = null
    draw()
  }
  el.addEventListener("pointerup", release)
  el.addEventListener("pointercancel", release)
  el.addEventListener("pointerleave", () => {
    hover = null
    draw()
  })
  const sized = new ResizeObserver(([{contentRect}]) => {
    width = contentRect.width
    draw()
  })
  sized.observe(el)
  return {
    el, draw,
    // A tenth of the line on or back.
    page: (direction) => player.go(momentOf(scale, shareOf(scale, player.moment) + direction / 10), true),
    end: () => sized.disconnect(),
  }
}
