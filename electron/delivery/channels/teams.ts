/** Microsoft Teams: an adaptive card to a workflow, whose text no mark-up can change, within 28 KB. */
import { judgeAnswer } from './answer.ts'
import { gone, held, heldBy, jsonRequest, notTaken, secretUrl, type HttpChannel } from './channel.ts'
import { fitted, plain, utf8, utf16 } from './text.ts'

const mostBytes = 28 * 1024
const longestTitle = 250
/** Old connectors answer 200 whatever happened. */
const failed = /(?:returned HTTP|HTTP) error (\d{3})/i

/** TextRun knows no Markdown; TextBlock does. */
const line = (text: string, style: object = {}): object => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...style }],
})

const card = (title: string, lines: readonly string[]): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [line(title, { weight: 'Bolder', size: 'Medium' }), ...lines.map((text) => line(text))],
      },
    },
  ],
})

const bytesOf = (value: object): number => utf8(JSON.stringify(value))
const lineBytes = bytesOf(line('')) + 1

/** As a part of the JSON; the end of a line begins another block. */
const sizeOf = (text: string): number => {
  const ends = text.split('\n').length - 1
  return utf8(JSON.stringify(text.replaceAll('\n', ''))) - 2 + ends * lineBytes
}

export const teams: HttpChannel = {
  request({ target, delivery, secret }) {
    const title = fitted(plain(delivery.title), longestTitle, utf16)
    const text = plain(delivery.body).replaceAll('\n\n', '\n')
    const body = fitted(text, mostBytes - bytesOf(card(title, [''])), sizeOf)
    return jsonRequest(secretUrl(secret, target), card(title, body === '' ? [] : body.split('\n')))
  },
  judge(answer, now, secrets) {
    const { status, body } = answer
    if ([403, 404, 410].includes(status))
      return gone(answer, secrets, `Teams does not know the workflow any more (${status})`)
    const limited = heldBy(answer, now, secrets, null)
    if (limited !== null) return limited
    const judged = judgeAnswer(answer, now, secrets)
    if (judged.outcome !== 'taken') return judged
    const code = failed.exec(body)?.[1]
    if (code === '429') return held(answer, secrets, 'Teams asks to wait (429 in a 200)', null)
    if (code !== undefined || /delivery failed/i.test(body))
      return notTaken(answer, secrets, `Teams answered ${status}, and that it failed`)
    return judged
  },
}
