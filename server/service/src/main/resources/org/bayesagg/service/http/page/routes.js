// What the address behind # names: the overview, or one session.

export const OVERVIEW = "#/";
const SESSION = "#/session/";

/** The address of a session's view. */
export function sessionRoute(id) {
  return SESSION + encodeURIComponent(id);
}

/** The id of the session that `hash` names; null for the overview, and for what names nothing. */
export function sessionOf(hash) {
  if (!hash.startsWith(SESSION) || hash.length === SESSION.length) {
    return null;
  }
  try {
    return decodeURIComponent(hash.slice(SESSION.length));
  } catch {
    return null;
  }
}
