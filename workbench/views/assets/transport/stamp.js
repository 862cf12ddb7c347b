// How moments and numbers are said, in the reader's own zone. Making a formatter is slow, so each is made once.
const format = (options) => new Intl.DateTimeFormat([], {hourCycle: "h23", ...options})
const CLOCK = format({hour: "2-digit", minute: "2-digit", second: "2-digit"})
const DAY = format({weekday: "short", day: "numeric", month: "short"})
const DATE = format({day: "numeric", month: "short", year: "numeric"})
const ZONE = format({hour: "2-digit", timeZoneName: "short"})
const SPOKEN = format({
  weekday: "long", day: "numeric", month: "long", year: "numeric",
  hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short",
})

export const clockOf = (moment) => CLOCK.format(moment)
export const dayOf = (moment, now) =>
  (new Date(moment).getFullYear() === new Date(now).getFullYear() ? DAY : DATE).format(moment)
export const zoneOf = (moment) => ZONE.formatToParts(moment).find((part) => part.type === "timeZoneName").value
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f")

export function lengthOf(milliseconds) {
  const minutes = milliseconds / 60_000
  const [number, unit] = minutes < 90 ? [minutes, "minute"] : minutes < 2_880 ? [minutes / 60, "hour"] : [minutes / 1_440, "day"]
  return `${Math.round(number)} ${unit}${Math.round(number) === 1 ? "" : "s"}`
}

// What is shown, in a sentence for those who listen.
export function spokenOf({moment, position, head, live}) {
  const event = position ? `event ${position} of ${head}` : "before the first event"
  return `${SPOKEN.format(moment)}, ${event}${live ? ", live" : ""}`
}
