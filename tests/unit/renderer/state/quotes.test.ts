/** The quote store: batches in, listeners told once a frame, never while hidden. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createQuoteStore, type FrameSource, type QuoteStore } from '../../../../renderer/state/quotes.ts'
import type { Quote } from '../../../../shared/model/quote.ts'
import { allocateBatch, writeRow } from '../../../../shared/quote-batch.ts'
import { btc, eth, sampleQuote } from '../../../support/samples.ts'

type Window = FrameSource & { step(ms: number): void; hide(): void; show(): void; frames(): number }

function createWindow(): Window {
  let nowMs = 1_000
  let hidden = false
  let waiting: (() => void)[] = []
  let visible: () => void = () => undefined
  let frames = 0
  return {
    requestFrame: (callback) => void waiting.push(callback),
    nowMs: () => nowMs,
    hidden: () => hidden,
    onVisible: (callback) => {
      visible = callback
    },
    /** One animation frame, `ms` after the one before. */
    step(ms) {
      nowMs += ms
      if (hidden) return
      frames += waiting.length
      const due = waiting
      waiting = []
      for (const callback of due) callback()
    },
    hide: () => {
      hidden = true
    },
    show() {
      hidden = false
      visible()
    },
    frames: () => frames,
  }
}

function batchOf(sequence: number, rows: readonly (readonly [number, Quote])[]): Float64Array {
  const batch = allocateBatch(sequence, rows.length)
  for (const [at, [index, quote]] of rows.entries()) writeRow(batch, at, index, quote)
  return batch
}

let frames: Window
let store: QuoteStore

beforeEach(() => {
  frames = createWindow()
  store = createQuoteStore(frames)
  store.applySnapshot(
    [sampleQuote(btc), sampleQuote(eth)],
    [
      [btc, 7],
      [eth, 3],
    ],
  )
  frames.step(16)
})

describe('quote store', () => {
  it('reads batch rows by the index of the snapshot', () => {
    expect(store.applyBatch(batchOf(1, [[7, sampleQuote(btc, { last: 101.5, bid: null })]]))).toBe(true)
    expect(store.get(btc)).toEqual(sampleQuote(btc, { last: 101.5, bid: null }))
    expect(store.get(eth)?.last).toBe(100)
  })

  it('passes over rows that were never subscribed, and refuses what is not a batch', () => {
    expect(store.applyBatch(batchOf(1, [[99, sampleQuote(btc, { last: 5 })]]))).toBe(true)
    expect(store.get(btc)?.last).toBe(100)
    expect(store.applyBatch(new Float64Array([1, 4, 0]))).toBe(false)
  })

  it('tells each listener once a frame, whatever came meanwhile', () => {
    let told = 0
    const sets: string[][] = []
    store.listen(btc, () => (told += 1))
    store.listenAll((changed) => sets.push([...changed]))
    frames.step(60)
    for (let sequence = 1; sequence <= 5; sequence += 1)
      store.applyBatch(batchOf(sequence, [[7, sampleQuote(btc, { last: sequence })]]))
    expect(told).toBe(0)
    frames.step(60)
    expect(told).toBe(1)
    expect(sets).toEqual([[btc]])
    expect(store.get(btc)?.last).toBe(5)
  })

  it('flushes at most twenty times a second, and not later than the frame after', () => {
    const times: number[] = []
    store.listenAll(() => times.push(frames.nowMs()))
    for (let frame = 0; frame < 120; frame += 1) {
      store.applyBatch(batchOf(frame, [[7, sampleQuote(btc, { last: frame })]]))
      frames.step(1000 / 60)
    }
    expect(times.length).toBeGreaterThanOrEqual(38)
    expect(times.length).toBeLessThanOrEqual(41)
  })

  it('asks for no frames while nothing changes', () => {
    frames.step(100)
    const before = frames.frames()
    for (let frame = 0; frame < 10; frame += 1) frames.step(16)
    expect(frames.frames()).toBe(before)
  })

  it('gives credit after the frame that took the batch in', () => {
    const credits: number[] = []
    frames.step(100)
    store.applyBatch(batchOf(4, [[7, sampleQuote(btc)]]), (sequence) => credits.push(sequence))
    expect(credits).toEqual([])
    frames.step(100)
    expect(credits).toEqual([4])
  })

  it('paints nothing and gives no credit while hidden, and makes up for it when shown', () => {
    const credits: number[] = []
    let told = 0
    store.listen(btc, () => (told += 1))
    frames.hide()
    store.applyBatch(batchOf(1, [[7, sampleQuote(btc, { last: 1 })]]), (sequence) => credits.push(sequence))
    frames.step(100)
    expect([told, credits]).toEqual([0, []])
    frames.show()
    frames.step(100)
    expect([told, credits]).toEqual([1, [1]])
  })

  it('marks all stale but what is closed, and forgets the rows and credits of the lost connection', () => {
    const credits: number[] = []
    store.applySnapshot([sampleQuote(eth, { state: 'closed' })], [])
    store.applyBatch(batchOf(9, [[7, sampleQuote(btc)]]), (sequence) => credits.push(sequence))
    store.markAllStale()
    frames.step(100)
    expect(store.get(btc)?.state).toBe('stale')
    expect(store.get(eth)?.state).toBe('closed')
    expect(credits).toEqual([])
    store.applyBatch(batchOf(1, [[7, sampleQuote(btc, { last: 55 })]]))
    expect(store.get(btc)?.last).toBe(100)
  })

  it('stops telling a listener that was undone', () => {
    let told = 0
    const undo = store.listen(btc, () => (told += 1))
    undo()
    store.applyBatch(batchOf(1, [[7, sampleQuote(btc, { last: 9 })]]))
    frames.step(100)
    expect(told).toBe(0)
    expect(store.version()).toBe(2)
  })
})
