/** Telegram: a plain text of a bot, since every mark-up would need every full stop escaped. */
import { codedError } from '../../../shared/errors.ts'
import { targetUrl } from '../address-guard.ts'
import { refusedForGood } from '../sending.ts'
import { answerText, judgeAnswer } from './answer.ts'
import { gone, heldBy, jsonRequest, neededSecret, notTaken, objectOf, type HttpChannel } from './channel.ts'
import { asOneText, fitted, utf16 } from './text.ts'

const longestText = 4096
export const telegramServer = 'https://api.telegram.org/'
/** What BotFather gives: anything else would be another path of the server. `***` is the masked one of a preview. */
export const botToken = /^(\d{1,20}:[\w-]{20,100}|\*{3})$/

export const telegram: HttpChannel = {
  request({ target, delivery, secret }) {
    const token = neededSecret(secret, target, 'bot token')
    const chatId = target.options?.chatId ?? ''
    if (!botToken.test(token)) throw codedError('bad-request', `the bot token of ${target.name} is none`)
    if (chatId === '') throw codedError('bad-request', `${target.name} has no chat: enter it in the settings`)
    const url = targetUrl(target.url ?? telegramServer, target.allowPrivate)
    url.pathname = `${url.pathname.replace(/\/$/, '')}/bot${token}/sendMessage`
    return jsonRequest(url, {
      chat_id: chatId,
      text: fitted(asOneText(delivery), longestText, utf16),
      link_preview_options: { is_disabled: true },
    })
  },
  judge(answer, now, secrets) {
    const { status } = answer
    const { ok, parameters } = objectOf(answer.body)
    const said = objectOf(JSON.stringify(parameters ?? null))
    if (status === 401 || status === 404)
      return gone(answer, secrets, `Telegram does not know the bot any more (${status})`)
    if (status === 403) return gone(answer, secrets, 'the chat does not let the bot write (403)')
    if (status === 410) return gone(answer, secrets, 'Telegram says that it is gone (410)')
    const limited = heldBy(answer, now, secrets, said['retry_after'])
    if (limited !== null) return limited
    const movedTo = said['migrate_to_chat_id']
    if (status === 400 && typeof movedTo === 'number')
      return refusedForGood(
        `the group has another id now: enter ${movedTo} as its chat`,
        answerText(answer, secrets),
      )
    const judged = judgeAnswer(answer, now, secrets)
    if (judged.outcome === 'taken' && ok !== true)
      return notTaken(answer, secrets, `Telegram answered ${status}, but not that it is ok`)
    return judged
  },
}
