/** Discord: a message of a webhook, which pings nobody, and whose real errors are asked for. */
import { gone, heldBy, jsonRequest, objectOf, secretUrl, type HttpChannel } from './channel.ts'
import { judgeAnswer } from './answer.ts'
import { asOneText, fitted } from './text.ts'

const longestContent = 2000

/** Markdown, links with another text, and mentions, as they are written. */
const escaped = (text: string): string => text.replace(/[\\*_~`|>#[\]<]/g, '\\$&')

export const discord: HttpChannel = {
  request({ target, delivery, secret }) {
    const url = secretUrl(secret, target)
    // Without it a message that was not saved reports no error.
    url.searchParams.set('wait', 'true')
    const text = fitted(asOneText(delivery), longestContent, (part) => escaped(part).length)
    return jsonRequest(url, { content: escaped(text), allowed_mentions: { parse: [] } })
  },
  judge(answer, now, secrets) {
    const { status } = answer
    // Asking on would end in a ban of the address.
    if ([401, 403, 404, 410].includes(status))
      return gone(answer, secrets, `Discord does not know the webhook any more (${status})`)
    return (
      heldBy(answer, now, secrets, objectOf(answer.body)['retry_after']) ?? judgeAnswer(answer, now, secrets)
    )
  },
}
