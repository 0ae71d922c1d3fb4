/** What a message would say now, and where it is wrong. */
import { describe, expect, it } from 'vitest'
import type { Instrument } from '../../../../../shared/model/instrument.ts'
import {
  excerptOf,
  formOfMessage,
  messagePreview,
  type MessageNow,
} from '../../../../../renderer/views/alert-editor/message-preview.ts'
import { condition } from '../../../shared/alerts/samples.ts'
import { bitcoin, nowAt } from './drafts.ts'

const instrument = {
  id: bitcoin,
  provider: 'simulated',
  symbol: 'BTCUSDT',
  name: 'Bitcoin',
  kind: 'crypto',
  currency: 'USDT',
  tickSize: 0.01,
} as unknown as Instrument

const now: MessageNow = {
  rule: { conditions: [condition()] },
  name: '',
  sentence: 'BTCUSDT last crosses up 64,200, once',
  instrument,
  last: 64_128.52,
  changePercent: 1.84,
  bar: null,
  interval: '4h',
  nowAt,
}

describe('a message', () => {
  it('is shown with the values of now', () => {
    const text =
      '{{ticker}} {{exchange}} {{close}} {{level}} {{interval}} {{syminfo.basecurrency}} {{timenow}} {{open}}'
    expect(messagePreview(text, now)).toEqual({
      text: 'BTCUSDT SIMULATED 64128.52 64200 240 BTC 2026-11-23T12:00:00Z na',
      form: 'text',
      problems: [],
      warning: null,
    })
    expect(messagePreview('{{rule}}', now).text).toBe(now.sentence)
    expect(messagePreview('{{rule}}', { ...now, name: 'Desk' }).text).toBe('Desk')
  })

  it('is checked as JSON where it begins as JSON does', () => {
    expect(['{"a":1}', ' [1]', '[{"a":1}]', '{{ticker}} up', '[ALERT] up', 'up'].map(formOfMessage)).toEqual([
      'json',
      'json',
      'json',
      'text',
      'text',
      'text',
    ])
    expect(messagePreview('{"p":{{price}},"o":{{open}}}', now)).toMatchObject({
      text: '{"p":64128.52,"o":null}',
      warning: null,
    })
    const broken = messagePreview('{"p":{{price}} x}', now)
    expect(broken.text).toBe('{"p":64128.52 x}')
    expect(broken.warning).toContain('not JSON')
  })

  it('names what is no placeholder, and shows where it stands', () => {
    const text = 'the price of it went as far up as {{pric}} at last, and then came down again'
    const { text: rendered, problems } = messagePreview(text, now)
    expect(rendered).toBeNull()
    const [problem] = problems
    if (problem === undefined) throw new Error('no problem')
    expect(problem.message).toContain('did you mean {{price}}?')
    expect(excerptOf(text, problem)).toEqual({
      before: '\u2026went as far up as ',
      wrong: '{{pric}}',
      after: ' at last, and then\u2026',
    })
  })
})
