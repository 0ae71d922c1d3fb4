/** One client's quotes: who it watches, what changed since it last heard, and how fast it can take it in. */
import { codedError } from '../../shared/errors.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { Quote } from '../../shared/model/quote.ts'
import { allocateBatch, writeRow } from '../../shared/quote-batch.ts'
import { writeNotification, type Channel } from '../../shared/wire.ts'
import type { Clock } from '../lib/clock.ts'
import type { QuoteFormat, QuoteSource, SessionContext } from './handlers.ts'
import { createPacer } from './pacer.ts'
import { fullBufferBytes, latestPeriodMs } from './publisher.ts'

/** A batch is sent at most this often, and only when the one before was taken in. */
const batchPeriodMs = 50

type Subscription = { format: QuoteFormat; readonly release: () => void }

export type QuoteStream = SessionContext['quotes'] & {
  /** Marks the instrument; the numbers are read when they are sent. */
  changed(instrument: InstrumentId): void
  close(): void
}

export function createQuoteStream(source: QuoteSource, channel: Channel, clock: Clock): QuoteStream {
  const subscriptions = new Map<InstrumentId, Subscription>()
  const changed = { json: new Set<InstrumentId>(), binary: new Set<InstrumentId>() }
  let sequence = 0
  let inFlight: number | null = null

  const take = (instruments: Iterable<InstrumentId>): Quote[] => {
    const quotes: Quote[] = []
    for (const instrument of instruments) {
      const quote = source.current(instrument)
      if (quote !== undefined) quotes.push(quote)
    }
    return quotes
  }

  const jsonPacer = createPacer(clock, latestPeriodMs, () => {
    if (channel.bufferedBytes() > fullBufferBytes) return jsonPacer.request()
    const quotes = take(changed.json)
    changed.json.clear()
    if (quotes.length > 0) channel.send(writeNotification('quotes', { quotes }))
  })

  // Requested only while no batch is in flight.
  const binaryPacer = createPacer(clock, batchPeriodMs, () => {
    const quotes = take(changed.binary)
    changed.binary.clear()
    if (quotes.length === 0) return
    sequence += 1
    inFlight = sequence
    const batch = allocateBatch(sequence, quotes.length)
    for (const [row, quote] of quotes.entries()) writeRow(batch, row, source.indexOf(quote.instrument), quote)
    channel.send(batch)
  })

  const release = (instrument: InstrumentId) => {
    subscriptions.get(instrument)?.release()
    subscriptions.delete(instrument)
    changed.json.delete(instrument)
    changed.binary.delete(instrument)
  }

  return {
    subscribe(instruments, format) {
      const wanted = [...new Set(instruments)]
      // Together first, so that a refusal names every unknown id and nothing is half done.
      const releaseAll = source.acquire(wanted)
      try {
        for (const instrument of wanted) {
          const known = subscriptions.get(instrument)
          if (known === undefined)
            subscriptions.set(instrument, { format, release: source.acquire([instrument]) })
          else if (known.format !== format) {
            changed[known.format].delete(instrument)
            known.format = format
          }
        }
      } finally {
        releaseAll()
      }
      return {
        quotes: take(wanted),
        indexes: wanted.map((instrument) => [instrument, source.indexOf(instrument)]),
      }
    },
    unsubscribe(instruments) {
      for (const instrument of instruments) release(instrument)
    },
    credit(taken) {
      if (taken > sequence) throw codedError('bad-request', `params.sequence: batch ${taken} was never sent`)
      if (taken !== inFlight) return
      inFlight = null
      if (changed.binary.size > 0) binaryPacer.request()
    },
    changed(instrument) {
      const format = subscriptions.get(instrument)?.format
      if (format === undefined) return
      changed[format].add(instrument)
      if (format === 'json') jsonPacer.request()
      else if (inFlight === null) binaryPacer.request()
    },
    close() {
      jsonPacer.stop()
      binaryPacer.stop()
      for (const instrument of subscriptions.keys()) release(instrument)
    },
  }
}
