/** Pushover: a form with two keys, and a quota of the month. */
import { codedError } from '../../../shared/errors.ts'
import { targetUrl } from '../address-guard.ts'
import { refusedForGood } from '../sending.ts'
import { answerText, judgeAnswer } from './answer.ts'
import { gone, held, neededSecret, notTaken, objectOf, type HttpChannel } from './channel.ts'
import { codePoints, fitted, plain } from './text.ts'

const longestMessage = 1024
const longestTitle = 250
const emergency = { priority: 2, retry: '60', expire: '3600' } as const
const dayMs = 86_400_000

export const pushoverServer = 'https://api.pushover.net/'
/** The token of the application and the key of the user, with a space between them. `***` is the masked one of a preview. */
export const pushoverKeys = /^([A-Za-z0-9]{30}|\*{3}) ([A-Za-z0-9]{30}|\*{3})$/

export const pushover: HttpChannel = {
  request({ target, delivery, secret }) {
    const found = pushoverKeys.exec(neededSecret(secret, target, 'application token and user key'))
    const [, token, user] = found ?? []
    if (token === undefined || user === undefined)
      throw codedError(
        'bad-request',
        `the keys of ${target.name} are not an application token and a user key`,
      )
    const url = targetUrl(target.url ?? pushoverServer, target.allowPrivate)
    url.pathname = '/1/messages.json'
    const priority = Math.min(2, target.options?.priority ?? 0)
    const title = fitted(plain(delivery.title), longestTitle, codePoints)
    const form = new URLSearchParams({
      ...{ token, user, title, priority: String(priority) },
      message: fitted(plain(delivery.body) || title, longestMessage, codePoints),
      timestamp: String(Math.floor(delivery.createdAt / 1000)),
      // One that rings until it is seen has to say how often and how long.
      ...(priority === emergency.priority ? { retry: emergency.retry, expire: emergency.expire } : {}),
    })
    return { url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() }
  },
  judge(answer, now, secrets) {
    const { status } = answer
    if ([403, 404, 410].includes(status))
      return gone(answer, secrets, `Pushover does not take messages there any more (${status})`)
    if (status === 429) {
      const resetAt = Number(answer.limitReset ?? NaN) * 1000
      const untilMs = resetAt > now ? resetAt - now : dayMs
      return held(answer, secrets, "the month's messages are used up", Math.min(dayMs, untilMs))
    }
    const isRefused = status >= 400 && status < 500
    if (isRefused) return refusedForGood(`Pushover refused it (${status})`, answerText(answer, secrets))
    const judged = judgeAnswer(answer, now, secrets)
    if (judged.outcome === 'taken' && objectOf(answer.body)['status'] !== 1)
      return notTaken(answer, secrets, `Pushover answered ${status}, but not that it took it`)
    return judged
  },
}
