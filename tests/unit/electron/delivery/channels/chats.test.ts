/** Discord, Slack, Telegram and Teams: limits, escapes and answers. */
import { describe, expect, it } from 'vitest'
import { discord } from '../../../../../electron/delivery/channels/discord.ts'
import { slack } from '../../../../../electron/delivery/channels/slack.ts'
import { teams } from '../../../../../electron/delivery/channels/teams.ts'
import { telegram } from '../../../../../electron/delivery/channels/telegram.ts'
import { build, json, judge, verdict } from './channel-samples.ts'

const secretUrl = 'https://hooks.example.com/services/T0/B0/canarycanarycanary'
const token = '123456789:AAcanarycanarycanarycanarycanary'
const words = (body: string) => ({ title: '', body })

/** That text, and how long a limit in UTF-16 units lets it be: at the limit, over it, and with a pair across it. */
function limitCases(limit: number): [string, string][] {
  return [
    ['a'.repeat(limit), 'a'.repeat(limit)],
    ['a'.repeat(limit + 1), `${'a'.repeat(limit - 1)}…`],
    [`${'a'.repeat(limit - 2)}🚀🚀`, `${'a'.repeat(limit - 2)}…`],
    [`${'a'.repeat(limit - 3)}🚀bcd`, `${'a'.repeat(limit - 3)}🚀…`],
  ]
}

describe('Discord', () => {
  const content = (body: string) => json(build(discord, secretUrl, words(body)).body)['content']

  it('is asked for its real errors, and pings nobody', () => {
    const { url, body } = build(discord, `${secretUrl}?thread_id=7`, {
      title: 'BTC 1.5',
      body: '@everyone <@1>',
    })
    expect(url.href).toBe(`${secretUrl}?thread_id=7&wait=true`)
    expect(json(body)).toEqual({ content: 'BTC 1.5\n@everyone \\<@1\\>', allowed_mentions: { parse: [] } })
  })

  it('takes 2000 characters, and no escape or character is cut', () => {
    for (const [given, sent] of limitCases(2000)) expect(content(given)).toBe(sent)
    expect(content('*'.repeat(1000))).toBe('\\*'.repeat(1000))
    expect(content('*'.repeat(1001))).toBe(`${'\\*'.repeat(999)}…`)
    expect(content('[a](https://b) _c_ `d`')).toBe('\\[a\\](https://b) \\_c\\_ \\`d\\`')
  })

  it('says what became of it', () => {
    expect(verdict(judge(discord, 200, '{"id":"1"}'))).toBe('taken')
    expect([401, 403, 404, 410].map((status) => verdict(judge(discord, status, '')))).toEqual([
      ...['gone', 'gone', 'gone', 'gone'],
    ])
    expect(verdict(judge(discord, 400, '{"code":50006}'))).toBe('no')
    expect(verdict(judge(discord, 502, ''))).toBe('later')
    const limited = (body: string, retryAfter: string | null = null) =>
      verdict(judge(discord, 429, body, { retryAfter }))
    expect(limited('{"retry_after":0.65,"global":false}')).toBe(1000)
    expect(limited('{"retry_after":64.57}', '65')).toBe(65_000)
    expect(limited('{"retry_after":1}', '3')).toBe(3000)
    expect(limited('{"retry_after":1e9}')).toBe(3_600_000)
    expect(
      ['{"retry_after":-1}', '{"retry_after":"x"}', 'no JSON', '[]', 'null'].map((body) => limited(body)),
    ).toEqual([...['held', 'held', 'held', 'held', 'held']])
  })
})

describe('Slack', () => {
  const text = (body: string) => json(build(slack, secretUrl, words(body)).body)['text']

  it('gets & < > escaped, and neither a channel called nor a price made bold', () => {
    const { url, body } = build(slack, secretUrl, { title: 'A&B', body: '<!channel> 1 > *0*' })
    expect([url.href, json(body)]).toEqual([
      secretUrl,
      { text: 'A&amp;B\n&lt;!channel&gt; 1 &gt; *0*', mrkdwn: false, unfurl_links: false },
    ])
  })

  it('takes 3000 characters, and no entity is cut', () => {
    for (const [given, sent] of limitCases(3000)) expect(text(given)).toBe(sent)
    expect(text('&'.repeat(600))).toBe('&amp;'.repeat(600))
    expect(text('&'.repeat(601))).toBe(`${'&amp;'.repeat(599)}…`)
  })

  it('has taken it only where it says ok', () => {
    expect(verdict(judge(slack, 200, 'ok'))).toBe('taken')
    expect(
      ['', 'invalid_payload', '<html>ok</html>'].map((body) => verdict(judge(slack, 200, body))),
    ).toEqual([...['later', 'later', 'later']])
    expect(verdict(judge(slack, 400, 'invalid_payload'))).toBe('no')
    expect([403, 404, 410].map((status) => verdict(judge(slack, status, 'no_service')))).toEqual([
      ...['gone', 'gone', 'gone'],
    ])
    expect(verdict(judge(slack, 429, '', { retryAfter: '30' }))).toBe(30_000)
    expect(verdict(judge(slack, 500, 'rollup_error'))).toBe('later')
  })
})

describe('Telegram', () => {
  const to = { options: { chatId: '-1001' } }
  const text = (body: string) => json(build(telegram, token, words(body), to).body)['text']

  it('gets plain text, so that no full stop has to be escaped', () => {
    const { url, body } = build(telegram, token, { title: 'BTC 1.5', body: '*a* _b_ (1-2)!' }, to)
    expect(url.href).toBe(`https://api.telegram.org/bot${token}/sendMessage`)
    expect(json(body)).toEqual({
      ...{ chat_id: '-1001', text: 'BTC 1.5\n*a* _b_ (1-2)!', link_preview_options: { is_disabled: true } },
    })
    const own = build(telegram, token, words('a'), { ...to, url: 'https://bots.example.com/tg/' })
    expect(own.url.href).toBe(`https://bots.example.com/tg/bot${token}/sendMessage`)
  })

  it('takes 4096 characters', () => {
    for (const [given, sent] of limitCases(4096)) expect(text(given)).toBe(sent)
  })

  it('is not asked with what is no token, which the error does not hold', () => {
    for (const bad of ['canary', '1:canarycanarycanarycanary/../x'])
      try {
        build(telegram, bad, words('a'), to)
        expect.unreachable()
      } catch (error) {
        expect(String(error)).toContain('is none')
        expect(String(error)).not.toContain('canary')
      }
    expect(() => build(telegram, null, words('a'), to)).toThrow(/no bot token/)
    expect(() => build(telegram, token, words('a'))).toThrow(/no chat/)
  })

  it('says what became of it', () => {
    expect(verdict(judge(telegram, 200, '{"ok":true,"result":{}}'))).toBe('taken')
    expect(['{"ok":false}', '', '{"ok":"true"}'].map((body) => verdict(judge(telegram, 200, body)))).toEqual([
      ...['later', 'later', 'later'],
    ])
    const limited = '{"ok":false,"error_code":429,"parameters":{"retry_after":7}}'
    expect(verdict(judge(telegram, 429, limited))).toBe(7000)
    expect([401, 403, 404, 410].map((status) => verdict(judge(telegram, status, '{"ok":false}')))).toEqual([
      ...['gone', 'gone', 'gone', 'gone'],
    ])
    const moved = judge(telegram, 400, '{"ok":false,"parameters":{"migrate_to_chat_id":-100200}}')
    expect(moved).toMatchObject({ reason: expect.stringContaining('-100200'), again: null, gone: false })
    expect(verdict(judge(telegram, 400, '{"ok":false}'))).toBe('no')
  })
})

describe('Teams', () => {
  it('gets a card without mark-up, a block for each line', () => {
    const { body } = build(teams, secretUrl, { title: 'BTC *1*', body: 'a [b](c)\nd' })
    expect(body).toContain('"text":"a [b](c)"')
    expect(body).not.toContain('"TextBlock"')
    expect(json(body)).toMatchObject({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } },
      ],
    })
  })

  it('takes 28 KB, whatever the characters and lines are', () => {
    for (const part of ['a', 'ü', '🚀', '"', 'a\n', '\\\n', '日本'])
      for (const count of [10, 5000, 30_000]) {
        const { body } = build(teams, secretUrl, { title: '"'.repeat(400), body: part.repeat(count) })
        const bytes = Buffer.byteLength(body)
        expect(bytes, `${JSON.stringify(part)} × ${count}`).toBeLessThanOrEqual(28 * 1024)
        if (count === 30_000) expect(bytes).toBeGreaterThan(28 * 1024 - 300)
        expect(() => json(body)).not.toThrow()
      }
    const full = build(teams, secretUrl, words('a'.repeat(40_000)))
    expect(full.body).toContain('…')
  })

  it('may say 200 and that it failed', () => {
    expect(verdict(judge(teams, 202, ''))).toBe('taken')
    expect(verdict(judge(teams, 200, '1'))).toBe('taken')
    const failed = (status: number) =>
      `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId tcid=0`
    expect(verdict(judge(teams, 200, failed(429)))).toBe('held')
    expect(verdict(judge(teams, 200, failed(413)))).toBe('later')
    expect(verdict(judge(teams, 429, '', { retryAfter: '10' }))).toBe(10_000)
    expect([403, 404, 410].map((status) => verdict(judge(teams, status, '')))).toEqual([
      'gone',
      'gone',
      'gone',
    ])
    expect([400, 413].map((status) => verdict(judge(teams, status, '')))).toEqual(['no', 'no'])
  })
})

it('an address that can not be used is not told', () => {
  for (const bad of ['canary', 'canary://canary/x', 'http://canary.example/x', 'https://127.0.0.1/canary'])
    for (const channel of [discord, slack, teams])
      try {
        build(channel, bad, words('a'))
        expect.unreachable()
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-request' })
        expect(String(error)).not.toContain('/canary')
      }
})
