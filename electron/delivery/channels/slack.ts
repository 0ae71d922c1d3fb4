/** Slack: the text of an incoming webhook, whose only good answer is `ok`. */
import { gone, heldBy, jsonRequest, notTaken, secretUrl, type HttpChannel } from './channel.ts'
import { judgeAnswer } from './answer.ts'
import { asOneText, fitted } from './text.ts'

const longestText = 3000

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string): string => text.replace(/[&<>]/g, (found) => entities[found] ?? found)

export const slack: HttpChannel = {
  request({ target, delivery, secret }) {
    const text = fitted(asOneText(delivery), longestText, (part) => escaped(part).length)
    return jsonRequest(secretUrl(secret, target), {
      text: escaped(text),
      // A price of *1* is not a bold one, and no page is fetched for a link.
      mrkdwn: false,
      unfurl_links: false,
    })
  },
  judge(answer, now, secrets) {
    const { status, body } = answer
    if ([403, 404, 410].includes(status))
      return gone(answer, secrets, `Slack does not take messages there any more (${status})`)
    const limited = heldBy(answer, now, secrets, null)
    if (limited !== null) return limited
    const judged = judgeAnswer(answer, now, secrets)
    if (judged.outcome === 'taken' && body.trim() !== 'ok')
      return notTaken(answer, secrets, `Slack answered ${status}, but not that it is ok`)
    return judged
  },
}
