/** ntfy: JSON to the root of the server, because a header could not hold every title. */
import { codedError } from '../../../shared/errors.ts'
import { targetUrl } from '../address-guard.ts'
import { judgeAnswer } from './answer.ts'
import { gone, held, heldBy, jsonRequest, objectOf, type HttpChannel } from './channel.ts'
import { fitted, plain, utf8 } from './text.ts'

// A longer one becomes a file to be opened.
const longestMessage = 4096
const longestTitle = 250
const dayMs = 86_400_000
/** Of the day's messages; asking before the next day is of no use. */
const dailyQuota = 42_908

/** The server and the topic of a topic's address. Throws `bad-request`. */
export function topicOf(text: string, allowPrivate: boolean): { readonly root: URL; readonly topic: string } {
  const root = targetUrl(text, allowPrivate)
  const [, before = '', topic = ''] = /^(.*\/)([^/]*)\/?$/.exec(root.pathname) ?? []
  if (!/^[-\w]{1,64}$/.test(topic))
    throw codedError(
      'bad-request',
      'the address of a topic ends with its name, as in https://ntfy.sh/my-alerts',
    )
  root.pathname = before
  root.search = ''
  root.hash = ''
  return { root, topic }
}

export const ntfy: HttpChannel = {
  request({ target, delivery, secret }) {
    const { root, topic } = topicOf(target.url ?? '', target.allowPrivate)
    return jsonRequest(
      root,
      {
        topic,
        title: fitted(plain(delivery.title), longestTitle, utf8),
        message: fitted(plain(delivery.body), longestMessage, utf8),
        priority: Math.max(1, target.options?.priority ?? 3),
      },
      secret === null ? {} : { authorization: `Bearer ${secret}` },
    )
  },
  judge(answer, now, secrets) {
    const { status } = answer
    if (status === 401 || status === 403)
      return gone(answer, secrets, `the server does not let you write to the topic (${status})`)
    if (status === 404 || status === 410) return gone(answer, secrets, `the topic is gone (${status})`)
    if (status === 429 && objectOf(answer.body)['code'] === dailyQuota)
      return held(answer, secrets, "the day's messages are used up", dayMs - (now % dayMs))
    return heldBy(answer, now, secrets, null) ?? judgeAnswer(answer, now, secrets)
  },
}
