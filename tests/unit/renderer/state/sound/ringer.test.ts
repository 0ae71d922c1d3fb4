/** The ringer: once, or until somebody answers; one window of several; a storm is one sound. */
import { beforeEach, describe, expect, it } from 'vitest'
import { played, refusedByBrowser } from '../../../../../renderer/state/sound/outcome.ts'
import {
  ringEveryMs,
  startRinger,
  togetherWithinMs,
  type Ringer,
} from '../../../../../renderer/state/sound/ringer.ts'
import { createAppStore } from '../../../../../renderer/state/store.ts'
import type { Sound } from '../../../../../shared/alerts/actions.ts'
import { sampleFiring } from '../../../../support/alert-samples.ts'

const bell: Sound = { name: 'bell', volume: 1, untilAcknowledged: false }
const siren: Sound = { name: 'siren', volume: 1, untilAcknowledged: true }
const ringing = sampleFiring('f', { show: { toast: true, badge: true, sound: siren } })

let store: ReturnType<typeof createAppStore>
let ringer: Ringer
let heard: string[]
let reports: [string, string][]
let hushed: number
let at: number
let period: number
let tick: (() => void) | null
let leads: boolean
let others: boolean
let answer: string

beforeEach(() => {
  store = createAppStore()
  heard = []
  reports = []
  hushed = 0
  at = 0
  period = 0
  tick = null
  leads = true
  others = false
  answer = played
  ringer = startRinger({
    store,
    play: async ({ name }) => {
      heard.push(name)
      return answer
    },
    hush: () => void (hushed += 1),
    isLeader: () => leads,
    hasLeader: async () => leads || others,
    report: (firing, outcome) => void reports.push([firing, outcome]),
    nowMs: () => at,
    every(periodMs, run) {
      period = periodMs
      tick = run
      return () => void (tick = null)
    },
  })
})

describe('ringer', () => {
  it('plays once and tells that it did', async () => {
    await ringer.sound(sampleFiring('a'), bell)
    expect(heard).toEqual(['bell'])
    expect(reports).toEqual([['a', played]])
    expect(tick).toBeNull()
  })

  it('makes one sound of what comes at once', async () => {
    await ringer.sound(sampleFiring('a'), bell)
    at += togetherWithinMs - 1
    await ringer.sound(sampleFiring('b'), bell)
    at += 1
    await ringer.sound(sampleFiring('c'), bell)
    expect(heard).toEqual(['bell', 'bell'])
    expect(reports.map(([, outcome]) => outcome)).toEqual([played, 'played with the one before', played])
  })

  it('tells that the browser refused, and tries the next one again', async () => {
    answer = refusedByBrowser
    await ringer.sound(sampleFiring('a'), bell)
    await ringer.sound(sampleFiring('b'), bell)
    expect(reports).toEqual([
      ['a', refusedByBrowser],
      ['b', refusedByBrowser],
    ])
  })

  it('leaves it to the window that rings, but not to one that is not there', async () => {
    leads = false
    others = true
    await ringer.sound(sampleFiring('a'), bell)
    expect([heard, reports]).toEqual([[], []])
    others = false
    await ringer.sound(sampleFiring('b'), bell)
    expect(heard).toEqual(['bell'])
  })

  it('is silent while sounds are off', async () => {
    store.setState(({ settings }) => ({ settings: { ...settings, sound: false } }))
    await ringer.sound(sampleFiring('a'), bell)
    expect(heard).toEqual([])
    expect(reports).toEqual([['a', 'not played: sounds are off']])
  })

  it('rings until the firing is acknowledged', () => {
    store.setState({ firings: [ringing] })
    expect([tick === null, period]).toEqual([false, ringEveryMs])
    at += ringEveryMs
    tick?.()
    at += ringEveryMs
    tick?.()
    expect(heard).toEqual(['siren', 'siren'])
    store.setState({ firings: [{ ...ringing, acknowledgedAt: 2_000 }] })
    expect(tick).toBeNull()
    expect(hushed).toBe(1)
  })

  it('rings until it is silenced, and again for the next one', () => {
    store.setState({ firings: [ringing] })
    store.setState({ silencedAt: ringing.firedAt })
    expect(tick).toBeNull()
    store.setState({ firings: [{ ...ringing, id: 'g', firedAt: ringing.firedAt + 1 }, ringing] })
    expect(tick).not.toBeNull()
  })

  it('does not ring in a window that is not the one', () => {
    leads = false
    store.setState({ firings: [ringing] })
    tick?.()
    expect(heard).toEqual([])
    leads = true
    tick?.()
    expect(heard).toEqual(['siren'])
  })
})
