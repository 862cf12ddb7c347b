// The axis: moments of a lab's life on a line from 0 to 1, and back. Long quiet stretches are made short. Pure functions.
const HOUR = 3_600_000
const MINUTE = 60_000
const QUIET = 0.1  // of the mean rate of events
const SHORT = 0.04  // of the busy time is what a quiet stretch is given, and
const SHORT_ALL = 0.3  // all of them together

// The last index whose value is not greater; -1 before the first.
function lastUpTo(values, wanted) {
  let low = 0, high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] <= wanted) { low = middle + 1 } else { high = middle }
  }
  return low - 1
}

function quietRuns(times, counts) {
  const end = times.length - 1
  const mean = (counts[end] - counts[0]) / (times[end] - times[0] || 1)
  const runs = []
  for (let i = 0; i < end; i++) {
    const length = times[i + 1] - times[i]
    if (counts[i + 1] - counts[i] >= QUIET * mean * length) { continue }
    const last = runs.at(-1)
    if (last?.to === times[i]) { last.to = times[i + 1] } else { runs.push({from: times[i], to: times[i + 1]}) }
  }
  return runs.filter((run) => run.to - run.from >= HOUR)
}

// A scale of an axis that ends at `now`: knots of moments, and where on the line each lies.
export function scaleOf({recorded = [], position = [], head = 0, now = 0}) {
  const end = Math.max(now, recorded.at(-1) ?? now)
  const times = [...recorded, end], counts = [...position, Math.max(head, position.at(-1) ?? 0)]
  const runs = quietRuns(times, counts), whole = end - times[0]
  const busy = Math.max(whole - runs.reduce((sum, run) => sum + run.to - run.from, 0), MINUTE)
  const most = busy * Math.min(SHORT, SHORT_ALL / runs.length)
  const gaps = runs.filter((run) => run.to - run.from > most)
  const moments = [times[0]], lengths = [0]
  const add = (moment, length) => {
    moments.push(moment)
    lengths.push(lengths.at(-1) + length)
  }
  for (const {from, to} of gaps) {
    add(from, from - moments.at(-1))
    add(to, most)
  }
  add(end, end - moments.at(-1))
  const total = lengths.at(-1) || 1
  return {moments, shares: lengths.map((length) => length / total), gaps, times, counts, from: times[0], to: end}
}

function between(xs, ys, x) {
  if (x <= xs[0]) { return ys[0] }
  const i = lastUpTo(xs, x)
  if (i >= xs.length - 1) { return ys.at(-1) }
  return ys[i] + (ys[i + 1] - ys[i]) * (x - xs[i]) / (xs[i + 1] - xs[i])
}

// Where on the line a moment lies: 0 for the first event or before, 1 for now or later.
export const shareOf = (scale, moment) => scale.from === scale.to ? 1 : between(scale.moments, scale.shares, moment)

// The moment at a place on the line.
export const momentOf = (scale, share) => between(scale.shares, scale.moments, share)

// How many events there had been, told from the few points that are known.
const eventsOf = (scale, moment) => between(scale.times, scale.counts, moment)

// The quiet stretch that was shortened around a moment, if it lies in one.
export const gapOf = (scale, moment) => scale.gaps.find((gap) => gap.from < moment && moment < gap.to)

// For so many equal pieces of the line, how many events each has.
export function countsOf(scale, pieces) {
  const edges = Array.from({length: pieces + 1}, (_, i) => eventsOf(scale, momentOf(scale, i / pieces)))
  return edges.slice(1).map((edge, i) => edge - edges[i])
}
