import { describe, expect, it } from 'vitest'
import { answerText, judgeAnswer, type Answer } from '../../../../electron/delivery/channels/answer.ts'
import { startAt } from './samples.ts'

const answer = (status: number, over: Partial<Answer> = {}): Answer => ({
  ...{ status, latencyMs: 35.4, body: '', retryAfter: null, date: null },
  ...over,
})
const judge = (status: number, over: Partial<Answer> = {}) => judgeAnswer(answer(status, over), startAt, [])

describe('an answer', () => {
  it('of 2xx is taken, and nothing else', () => {
    for (const status of [200, 201, 202, 204, 299])
      expect(judge(status)).toEqual({ outcome: 'taken', answer: `${status} in 35 ms` })
    for (const status of [199, 300, 404, 500]) expect(judge(status).outcome).toBe('refused')
  })

  it('is tried again for 408, 425, 429 and 5xx, and for nothing else', () => {
    const again = (status: number) => {
      const sending = judge(status)
      return sending.outcome === 'refused' && sending.again !== null
    }
    for (const status of [408, 425, 429, 500, 502, 503, 504, 599])
      expect(again(status), String(status)).toBe(true)
    for (const status of [301, 302, 307, 400, 401, 403, 404, 409, 410, 413, 422, 600])
      expect(again(status), String(status)).toBe(false)
  })

  it('of 410 says that the receiver is gone, and a redirect that it is not followed', () => {
    expect(judge(410)).toMatchObject({ gone: true, again: null })
    expect(judge(404)).toMatchObject({ gone: false })
    expect(judge(307)).toMatchObject({ reason: expect.stringContaining('not followed') })
  })

  it('that says when to come back holds the target', () => {
    expect(judge(429, { retryAfter: '2.5' })).toMatchObject({ again: { afterMs: 2500, holds: true } })
    expect(judge(503, { retryAfter: '7' })).toMatchObject({ again: { afterMs: 7000, holds: true } })
    expect(judge(429, { retryAfter: 'soon' })).toMatchObject({ again: { afterMs: null, holds: true } })
    expect(judge(500)).toMatchObject({ again: { afterMs: null, holds: false } })
  })

  it('is kept as one line of at most 1 KiB, without secrets and without what moves a cursor', () => {
    const body = `ok\r\n\u001b[31mred\u202e secret=abc/def ${'🚀'.repeat(2000)}`
    const text = answerText(answer(200, { body }), ['abc/def'])
    expect(text).toMatch(/^200 in 35 ms: ok \[31mred secret=\*\*\* 🚀+$/u)
    expect(text.length).toBeLessThanOrEqual(1024 + '200 in 35 ms: '.length)
    expect(text).toBe(text.toWellFormed())
    expect(text).not.toContain('\ufffd')
  })
})
