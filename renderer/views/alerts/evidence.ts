/** What a firing's evidence says, in words: which values, when, how long each step took, and which channels were tried. */
import type { ConditionEvidence, Sample } from '../../../shared/alerts/memory.ts'
import type { Firing, FiringReport } from '../../../shared/alerts/firing.ts'
import { formatPrice } from '../../../shared/format/price.ts'
import { formatClock, formatClockMs, formatDateTime } from '../../../shared/format/time.ts'
import type { Delivery, Target } from '../../../shared/model/delivery.ts'
import type { Tone } from '../../ui/tag.tsx'
import { answerText, reasonText, stateText, stateTone } from '../deliveries/delivery-text.ts'

/** `4 ms`, `1.2 s`, `3 m 20 s`; an en dash where it cannot be known. */
export function latencyText(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '–'
  const sign = ms < 0 ? '\u2212' : ''
  const size = Math.abs(ms)
  if (size < 1000) return `${sign}${Math.round(size)} ms`
  if (size < 60_000) return `${sign}${(size / 1000).toFixed(1)} s`
  return `${sign}${Math.floor(size / 60_000)} m ${Math.round((size % 60_000) / 1000)} s`
}

/** Past this, a venue's clock is not ours (a replay, or a wrong clock), and a difference says nothing. */
const clocksDifferAfterMs = 600_000

export type LatencyStep = { readonly name: string; readonly text: string; readonly hint: string }

/** The way of the value: venue, received, decided, on the screen. */
export function latencySteps(
  { firedAt, decidedAt, evidence: { at }, late }: Pick<Firing, 'firedAt' | 'decidedAt' | 'evidence' | 'late'>,
  reports: readonly FiringReport[],
): readonly LatencyStep[] {
  const decision = decidedAt ?? firedAt
  const venueMs = at === null || at.exchangeAt === null ? null : at.receivedAt - at.exchangeAt
  const venueText = ((): string => {
    if (late) return 'found later'
    if (venueMs === null) return 'not told'
    return Math.abs(venueMs) < clocksDifferAfterMs ? latencyText(venueMs) : 'clocks differ'
  })()
  const seen = reports
    .filter(({ channel, outcome }) => channel === 'toast' && outcome === 'shown')
    .map((report) => report.at)
  const screenMs = seen.length === 0 ? null : Math.min(...seen) - decision
  return [
    { name: 'Venue to us', text: venueText, hint: "From the venue's clock to its arrival here" },
    {
      name: 'To the decision',
      text: at === null || late ? '–' : latencyText(decision - at.receivedAt),
      hint: 'From its arrival to the decision that the rule fires',
    },
    {
      name: 'To the screen',
      text: screenMs === null ? 'not shown' : latencyText(screenMs),
      hint: 'From the decision to a message on the screen of a window',
    },
  ]
}

const free = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 8, maximumFractionDigits: 12 })

/** A price on its grid as a price; anything else as it is. */
export function valueText(value: number, tickSize: number | null): string {
  if (tickSize !== null && tickSize > 0) {
    const ticks = value / tickSize
    if (Math.abs(ticks - Math.round(ticks)) < 1e-6) return formatPrice(value, tickSize)
  }
  return free.format(value).replace('-', '\u2212')
}

function sampleText({ value, exchangeAt, receivedAt }: Sample, tickSize: number | null, zone?: string) {
  const at = exchangeAt ?? receivedAt
  return `${valueText(value, tickSize)} at ${formatClockMs(at, zone)}${exchangeAt === null ? ' (our clock)' : ''}`
}

/** `64,180.00 at 14:03:07.100, then 64,205.50 at 14:03:07.412; against 64,200.00`. */
export function conditionSentence(
  { before, at, bounds }: ConditionEvidence,
  tickSize: number | null,
  timeZone?: string,
): string {
  const text = (sample: Sample): string => sampleText(sample, tickSize, timeZone)
  const against =
    bounds.length === 0 ? '' : `; against ${bounds.map((bound) => valueText(bound, tickSize)).join(' to ')}`
  if (at === null) return `no value was taken${against}`
  if (before === null) return `${text(at)}, the first that was seen${against}`
  return `${text(before)}, then ${text(at)}${against}`
}

/** One sentence that answers "Why?". */
export function whySentence(firing: Firing, timeZone?: string): string {
  const hits = firing.conditions.filter(({ hit }) => hit).map(({ text }) => text)
  const besides = firing.conditions.filter(({ hit }) => !hit).map(({ text }) => text)
  const what = hits.length === 0 ? firing.sentence : hits.join(' and ')
  const also = besides.length === 0 ? '' : ` while ${besides.join(' and ')}`
  if (firing.inferred !== null) {
    const { openAt, closeAt } = firing.inferred
    const time = `${formatDateTime(openAt, timeZone).slice(0, 16)} to ${formatClock(closeAt, timeZone).slice(0, 5)}`
    return `It fired because ${what}${also}: not seen live, but told by the bar of ${time}.`
  }
  return `It fired because ${what}${also}.`
}

export type ChannelRow = {
  readonly key: string
  readonly name: string
  readonly tone: Tone
  readonly outcome: string
  /** What the receiver said, or why it is so; null for nothing more. */
  readonly detail: string | null
  readonly at: number
  readonly attempts: number | null
}

const reportNames: Record<FiringReport['channel'], string> = {
  toast: 'Message in the window',
  sound: 'Sound',
  badge: 'Badge',
  'browser-notification': "Browser's notification",
}

/** Every channel that was tried, in the order of time. */
export function channelRows(
  deliveries: readonly Delivery[],
  reports: readonly FiringReport[],
  targets: readonly Target[],
  now: number,
  timeZone?: string,
): readonly ChannelRow[] {
  const sent = deliveries.map((delivery): ChannelRow => {
    const reason = reasonText(delivery.reason)
    const name = targets.find(({ id }) => id === delivery.target)?.name ?? delivery.target
    return {
      key: delivery.id,
      name: reason === null ? name : `${name} (${reason})`,
      tone: stateTone(delivery),
      outcome: stateText(delivery, now, timeZone),
      detail: answerText(delivery),
      at: delivery.sentAt ?? delivery.createdAt,
      attempts: delivery.attempts,
    }
  })
  const told = reports.map(({ channel, outcome, at }, place): ChannelRow => {
    const good = /^(?:shown|played)/u.test(outcome)
    const [word = outcome, ...rest] = outcome.split(': ')
    return {
      key: `report-${place}`,
      name: reportNames[channel],
      tone: good ? 'ok' : 'warn',
      outcome: word,
      detail: rest.length === 0 ? null : rest.join(': '),
      at,
      attempts: null,
    }
  })
  return [...told, ...sent].sort((a, b) => a.at - b.at)
}
