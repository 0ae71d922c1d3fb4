/** Waits for a condition with a deadline, so that no test sleeps. */

/** Answers the first value that is not undefined, null or false; throws `what` after `deadlineMs`. */
export async function waitFor<T>(
  read: () => T | Promise<T>,
  what: string,
  deadlineMs = 10_000,
): Promise<Exclude<T, undefined | null | false>> {
  const endsAt = Date.now() + deadlineMs
  for (;;) {
    const value = await read()
    if (value !== undefined && value !== null && value !== false)
      return value as Exclude<T, undefined | null | false>
    if (Date.now() > endsAt) throw new Error(`gave up waiting for ${what} after ${deadlineMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
