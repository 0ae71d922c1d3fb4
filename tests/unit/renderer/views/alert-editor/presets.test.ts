/** Presets: each built-in one is a whole rule at once, and a kept one fits the instrument at hand. */
import { describe, expect, it } from 'vitest'
import {
  builtInPresets,
  fromPreset,
  spikeVolume,
} from '../../../../../renderer/views/alert-editor/presets.ts'
import { readBack } from '../../../../../renderer/views/alert-editor/read-back.ts'
import { toDraft } from '../../../../../renderer/views/alert-editor/to-draft.ts'
import { names } from '../../../shared/alerts/samples.ts'
import { bitcoin, context, ether } from './drafts.ts'

const start = { instrument: bitcoin, last: 64_128.52, context }
const made = (id: string) => {
  const preset = builtInPresets.find((each) => each.id === id)
  if (preset === undefined) throw new Error(`no preset ${id}`)
  return toDraft(preset.make(start), context)
}

describe('built-in presets', () => {
  it('are whole rules, but for a volume that has to be asked for', () => {
    for (const { id, wantsVolume } of builtInPresets) {
      const { draft, problems } = made(id)
      if (wantsVolume === true) expect(problems.map(({ missing }) => missing)).toEqual([true])
      else expect({ id, problems, isWhole: draft !== null }).toEqual({ id, problems: [], isWhole: true })
    }
  })

  it('read as what they are called', () => {
    const sentence = (id: string) => readBack(made(id).sayable, names)
    expect(sentence('price')).toBe('BTCUSDT last crosses 64,128.52, once')
    expect(sentence('breakout')).toBe('BTCUSDT last exits the channel from 63,487.23 to 64,769.81, once')
    expect(sentence('rsi')).toBe(
      'BTCUSDT RSI 14 on 1h crosses up 70 or BTCUSDT RSI 14 on 1h crosses down 30, once per 1h bar close',
    )
    expect(sentence('averages')).toBe('BTCUSDT EMA 20 on 1h crosses EMA 50 on 1h, once per 1h bar close')
    expect(sentence('move')).toBe(
      'BTCUSDT last moves up 5 % within 60 min or BTCUSDT last moves down 5 % within 60 min, every time, at most once in 1 h',
    )
    expect(sentence('volume')).toBe('BTCUSDT volume on 15m is greater than \u2026, once per 15m bar')
    expect(sentence('stale')).toContain('data age is greater than 1 min')
  })

  it('leave the price to be written where it is not known', () => {
    for (const { make } of builtInPresets) {
      const { problems } = toDraft(make({ instrument: null, last: null, context }), context)
      expect(problems.every(({ missing }) => missing)).toBe(true)
    }
  })

  it('find a spike by the middle of the volumes', () => {
    expect(spikeVolume([10, 0, 1000, 12, 11])).toBe(36)
    expect(spikeVolume([0.0012345])).toBe(0.0037)
    expect(spikeVolume([0, 0])).toBeNull()
  })
})

describe('a kept preset', () => {
  const breakout = made('breakout').draft
  if (breakout === null) throw new Error('no draft')
  const tickOf = { ...context, tickSizeOf: () => 0.01 }

  it('comes to another instrument with its levels around the price there', () => {
    const fields = fromPreset({ ...breakout, id: 'r1' }, { instrument: ether, last: 3200, context: tickOf })
    expect(fields.id).toBeNull()
    expect(toDraft(fields, tickOf).draft).toMatchObject({
      scope: { kind: 'instruments', instruments: [ether] },
      conditions: [{ operator: 'exiting-channel', operands: [3168, 3232] }],
    })
  })

  it('is as it was on its own instrument, and on a scope of its own', () => {
    expect(toDraft(fromPreset(breakout, start), context).draft).toEqual(breakout)
    const listed = { ...breakout, scope: { kind: 'watchlist', watchlist: 'w1' } } as const
    expect(toDraft(fromPreset(listed, start), context).draft).toEqual(listed)
  })

  it('leaves alone what is no price', () => {
    const rsi = made('rsi').draft
    if (rsi === null) throw new Error('no draft')
    const fields = fromPreset(rsi, { instrument: ether, last: 3200, context: tickOf })
    expect(toDraft(fields, tickOf).draft?.conditions.map(({ operands }) => operands)).toEqual([[70], [30]])
  })
})
