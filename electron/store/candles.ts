/** Closed candles on disk in packed blocks, the spans that are known whole, and the gaps that were seen and not filled yet. */
import type { Candle, Gap } from '../../shared/model/candle.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import { dayMs, type Interval } from '../../shared/model/interval.ts'
import { packCandles, unpackCandles } from './candle-block.ts'
import type { Database, Migration, Row, SqlValue } from './database.ts'
import { createSkips, type Skips } from './rows.ts'

export const createCandles: Migration = (database) => {
  database.exec(`
    CREATE TABLE candle_blocks (
      instrument TEXT NOT NULL,
      interval TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      candles BLOB NOT NULL,
      PRIMARY KEY (instrument, interval, from_at)
    ) STRICT;
    CREATE TABLE candle_spans (
      instrument TEXT NOT NULL,
      interval TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('covered', 'gap')),
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      PRIMARY KEY (instrument, interval, kind, from_at)
    ) STRICT, WITHOUT ROWID;
  `)
}

/** `covered`: every candle that the venue has in this time is stored. `gap`: seen to be missing, still to be asked for. */
export type SpanKind = 'covered' | 'gap'

export type CandleTable = {
  /** Closed candles that open in [`fromAt`, `toAt`), ascending. */
  read(instrument: InstrumentId, interval: Interval, fromAt: number, toAt: number): Candle[]
  /** The last `limit` closed candles that open in [`fromAt`, `toAt`), ascending. */
  readLast(
    instrument: InstrumentId,
    interval: Interval,
    fromAt: number,
    toAt: number,
    limit: number,
  ): Candle[]
  /** Writes closed candles (in any order); one that opens at the same time is replaced: which one is right is the caller's to say. */
  write(instrument: InstrumentId, interval: Interval, candles: readonly Candle[]): void
  /** Ascending and apart. */
  spans(instrument: InstrumentId, interval: Interval, kind: SpanKind): Gap[]
  /** Replaces all spans of a kind. */
  saveSpans(instrument: InstrumentId, interval: Interval, kind: SpanKind, spans: readonly Gap[]): void
  /** Everything of an instrument. */
  delete(instrument: InstrumentId): void
  transaction<T>(work: () => T): T
}

/**
 * Days in a block. A block is rewritten when a candle is added, so it must stay small (a day of minutes is 70 KB), and a
 * chart reads many at once, so it must not hold a handful. A length that was shipped stays: blocks are found by it.
 */
const blockDays: Record<Interval, number> = {
  '1m': 1,
  '3m': 1,
  '5m': 1,
  '10m': 4,
  '15m': 1,
  '30m': 8,
  '1h': 32,
  '2h': 32,
  '4h': 32,
  '6h': 128,
  '12h': 256,
  '1d': 1024,
  '3d': 1024,
  '1w': 1024,
  '1M': 8192,
}

export function createCandleTable(database: Database, skips: Skips = createSkips()): CandleTable {
  const blockStart = (interval: Interval, at: number): number => {
    const lengthMs = blockDays[interval] * dayMs
    return Math.floor(at / lengthMs) * lengthMs
  }

  /** A block that can't be read is thrown away together with the claim that its time is known, so that it is asked for again. */
  const discard = (instrument: InstrumentId, interval: Interval, fromAt: number, toAt: number): void => {
    skips.note('candle_blocks', `${instrument} ${interval} ${fromAt}`, 'not a block of candles')
    database.transaction(() => {
      database.run(
        'DELETE FROM candle_blocks WHERE instrument = ? AND interval = ? AND from_at = ?',
        instrument,
        interval,
        fromAt,
      )
      const kept = spans(instrument, interval, 'covered').flatMap((span) => [
        { fromAt: span.fromAt, toAt: Math.min(span.toAt, fromAt) },
        { fromAt: Math.max(span.fromAt, toAt), toAt: span.toAt },
      ])
      saveSpans(instrument, interval, 'covered', kept)
    })
  }

  const unpack = (instrument: InstrumentId, interval: Interval, row: Row): Candle[] => {
    const fromAt = Number(row['from_at'])
    const toAt = fromAt + blockDays[interval] * dayMs
    const packed = row['candles']
    const candles = packed instanceof Uint8Array ? unpackCandles(packed, fromAt, toAt) : null
    if (candles === null) discard(instrument, interval, fromAt, toAt)
    return candles ?? []
  }

  const blocks = (instrument: InstrumentId, interval: Interval, fromAt: number, toAt: number): Row[] =>
    database.all(
      `SELECT from_at, candles FROM candle_blocks
       WHERE instrument = ? AND interval = ? AND from_at >= ? AND from_at < ? ORDER BY from_at`,
      instrument,
      interval,
      blockStart(interval, fromAt),
      toAt,
    )

  const within = (candles: Candle[], fromAt: number, toAt: number): Candle[] =>
    candles.filter(({ openAt }) => openAt >= fromAt && openAt < toAt)

  const spans = (instrument: InstrumentId, interval: Interval, kind: SpanKind): Gap[] =>
    database
      .all(
        'SELECT from_at, to_at FROM candle_spans WHERE instrument = ? AND interval = ? AND kind = ? ORDER BY from_at',
        instrument,
        interval,
        kind,
      )
      .map((row) => ({ fromAt: Number(row['from_at']), toAt: Number(row['to_at']) }))

  const saveSpans = (
    instrument: InstrumentId,
    interval: Interval,
    kind: SpanKind,
    list: readonly Gap[],
  ): void => {
    database.run(
      'DELETE FROM candle_spans WHERE instrument = ? AND interval = ? AND kind = ?',
      instrument,
      interval,
      kind,
    )
    for (const { fromAt, toAt } of list) {
      if (fromAt >= toAt) continue
      database.run(
        'INSERT INTO candle_spans (instrument, interval, kind, from_at, to_at) VALUES (?, ?, ?, ?, ?)',
        instrument,
        interval,
        kind,
        fromAt,
        toAt,
      )
    }
  }

  return {
    read: (instrument, interval, fromAt, toAt) =>
      within(
        blocks(instrument, interval, fromAt, toAt).flatMap((row) => unpack(instrument, interval, row)),
        fromAt,
        toAt,
      ),
    readLast(instrument, interval, fromAt, toAt, limit) {
      const parts: Candle[][] = []
      let count = 0
      let cursor: SqlValue = toAt
      while (count < limit) {
        const row = database.get(
          `SELECT from_at, candles FROM candle_blocks
           WHERE instrument = ? AND interval = ? AND from_at >= ? AND from_at < ? ORDER BY from_at DESC LIMIT 1`,
          instrument,
          interval,
          blockStart(interval, fromAt),
          cursor,
        )
        if (row === undefined) break
        const part = within(unpack(instrument, interval, row), fromAt, toAt)
        parts.unshift(part)
        count += part.length
        cursor = Number(row['from_at'])
      }
      const candles = parts.flat()
      return candles.slice(Math.max(0, candles.length - limit))
    },
    write(instrument, interval, candles) {
      const byBlock = new Map<number, Candle[]>()
      for (const candle of candles) {
        const at = blockStart(interval, candle.openAt)
        const block = byBlock.get(at)
        if (block === undefined) byBlock.set(at, [candle])
        else block.push(candle)
      }
      database.transaction(() => {
        for (const [fromAt, added] of byBlock) {
          const row = blocks(instrument, interval, fromAt, fromAt + 1)[0]
          const known = row === undefined ? [] : unpack(instrument, interval, row)
          const byOpenAt = new Map([...known, ...added].map((candle) => [candle.openAt, candle]))
          const ascending = [...byOpenAt.values()].toSorted((a, b) => a.openAt - b.openAt)
          database.run(
            `INSERT INTO candle_blocks (instrument, interval, from_at, candles) VALUES (?, ?, ?, ?)
             ON CONFLICT (instrument, interval, from_at) DO UPDATE SET candles = excluded.candles`,
            instrument,
            interval,
            fromAt,
            packCandles(ascending),
          )
        }
      })
    },
    spans,
    saveSpans,
    delete(instrument) {
      database.transaction(() => {
        database.run('DELETE FROM candle_blocks WHERE instrument = ?', instrument)
        database.run('DELETE FROM candle_spans WHERE instrument = ?', instrument)
      })
    },
    transaction: (work) => database.transaction(work),
  }
}
