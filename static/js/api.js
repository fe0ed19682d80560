/**
 * The HTTP interface as a small SDK: one function an operation, typed with JSDoc, no dependency on the page.
 * It owns the tokens (keeping, rotating) and the shape of errors; it knows nothing about the screen.
 */

/**
 * @typedef {{token: string, access_token: string, expires_in: number, refresh_token: string, user_id: string, username: string, new_user?: boolean}} TokenAnswer
 * @typedef {{name: string, url: string, width: number, height: number}} Variant
 * @typedef {{file_id: string, url: string, variants?: Variant[], blurhash?: string}} Photo
 * @typedef {{code: string, text: string, weight: number}} Reason
 * @typedef {{user_id: string, name: string, age?: number, city?: string, bio?: string, photos: Photo[], interests?: string[], goal?: string[], gender?: string, looking_for?: string, distance_km?: number|null, is_verified?: boolean}} Profile
 * @typedef {Profile & {compatibility_score: number, reasons: Reason[]}} Candidate
 * @typedef {{name: string, birth_date?: string, gender: string, looking_for: string, goal: string[], bio: string, interests: string[], city?: string, country?: string, latitude?: number, longitude?: number}} ProfileInput
 * @typedef {{success: boolean, matched: boolean, match_id?: string, conversation_id?: string}} SwipeAnswer
 * @typedef {{match_id: string, user_id: string, name: string, age?: number, city?: string, photo?: Photo|string, matched_at: string, conversation_id: string, last_message_at?: string, unread_count: number}} Match
 * @typedef {{conversation_id: string, kind: string, participant_id: string, participant_name: string, title?: string, avatar?: Photo|string, last_message?: unknown, last_message_at?: string, last_seq: number, peer_read_seq?: number, unread_count: number, closed?: boolean}} Conversation
 * @typedef {{message_id: string, seq: number, user_id: string, text: string, sent_at: string, read?: boolean, client_id?: string}} Message
 */

/** A refusal of the server (RFC 9457 problem), or `status` 0 when it could not be reached. */
export class ProblemError extends Error {
	/** @param {number} status @param {Record<string, any>} body */
	constructor(status, body) {
		super(body.detail || body.error || body.title || 'Something went wrong. Please try again.');
		this.name = 'ProblemError';
		this.status = status;
		/** Stable, snake_case. @type {string} */
		this.code = body.code || 'unknown';
		/** @type {{field: string, code: string, message: string}[]} */
		this.fields = Array.isArray(body.errors) ? body.errors : [];
		/** Seconds to wait, with 429 and 503. @type {number|undefined} */
		this.retryAfter = body.retry_after;
		/** @type {string|undefined} */
		this.requestId = body.request_id;
	}
}

const KEY = 'kindling.tokens';

/** Keeps the tokens: in the tab by default (two tabs can be two people), on the device when asked to. */
export class TokenStore {
	/** @returns {TokenAnswer|null} */
	read() {
		const raw = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
		try { return raw ? JSON.parse(raw) : null; } catch { return null; }
	}

	/** @param {TokenAnswer} answer @param {boolean} [remember] where to keep it; by default where it was */
	write(answer, remember = !sessionStorage.getItem(KEY) && Boolean(localStorage.getItem(KEY))) {
		const { access_token, token, refresh_token, user_id, username } = answer;
		const value = JSON.stringify({ access_token: access_token ?? token, refresh_token, user_id, username });
		this.clear();
		(remember ? localStorage : sessionStorage).setItem(KEY, value);
	}

	clear() {
		if (sessionStorage.getItem(KEY)) sessionStorage.removeItem(KEY);
		else localStorage.removeItem(KEY);
	}
}

/** The client. Fires `signedout` when the server no longer accepts the refresh token. */
export class Kindling extends EventTarget {
	/** @param {{base?: string, tokens?: TokenStore}} [options] */
	constructor({ base = '', tokens = new TokenStore() } = {}) {
		super();
		this.base = base;
		this.tokens = tokens;
		/** @type {Promise<void>|null} */
		this.refreshing = null;
	}

	/** The signed-in account, or null. @returns {{user_id: string, username: string}|null} */
	get account() { return this.tokens.read(); }

	/** @returns {string|undefined} */
	get accessToken() { return this.tokens.read()?.access_token; }

	// Operations and development

	/** @returns {Promise<{status: string, version: string, profile?: string}>} */
	health() { return this.#open('GET', '/health'); }

	/** The demo logins; 404 outside `dev`. @returns {Promise<any>} */
	devPeople() { return this.#open('GET', '/dev/people'); }

	/** @param {string} as the name of a demo person @returns {Promise<TokenAnswer>} */
	async devLogin(as) { return this.#keep(await this.#open('POST', '/dev/login', { as }), false); }

	// Auth

	/** @param {{username: string, password: string, email?: string}} account @param {boolean} [remember] @returns {Promise<TokenAnswer>} */
	async register(account, remember = false) { return this.#keep(await this.#open('POST', '/auth/register', account), remember); }

	/** @param {{username: string, password: string, totp?: string}} credentials @param {boolean} [remember] @returns {Promise<TokenAnswer>} */
	async login(credentials, remember = false) { return this.#keep(await this.#open('POST', '/auth/login', credentials), remember); }

	/** Trades the refresh token for new tokens; callers at the same time share one request. @returns {Promise<void>} */
	refresh() {
		this.refreshing ??= this.#rotate().finally(() => { this.refreshing = null; });
		return this.refreshing;
	}

	/** Always succeeds: whether somebody has the address is not told. @param {string} email @returns {Promise<any>} */
	forgotPassword(email) { return this.#open('POST', '/auth/password/forgot', { email }); }

	/** @param {string} token from a mailed link @param {string} newPassword @returns {Promise<void>} */
	resetPassword(token, newPassword) { return this.#open('POST', '/auth/password/reset', { token, new_password: newPassword }); }

	/** @param {string} token from a mailed link @returns {Promise<void>} */
	verifyEmail(token) { return this.#open('POST', '/auth/email/verify', { token }); }

	/** What the own account has. @returns {Promise<{username: string, email: string|null, email_verified: boolean, has_password: boolean, has_totp: boolean, roles: string[]}>} */
	ownAccount() { return this.#call('GET', '/auth/account'); }

	/** @param {string} password @returns {Promise<{secret: string, uri: string}>} */
	beginTotp(password) { return this.#call('POST', '/auth/totp', { password }); }

	/** @param {string} code @returns {Promise<{recovery_codes: string[]}>} */
	confirmTotp(code) { return this.#call('POST', '/auth/totp/confirm', { code }); }

	/** @param {string} token from the console's link @returns {Promise<void>} */
	claimAdmin(token) { return this.#call('POST', '/auth/admin/claim', { token }); }

	/** Ends the login here and on the server; here it always succeeds. @returns {Promise<void>} */
	async logout() {
		try { await this.#call('POST', '/auth/logout'); } catch { /* the tokens are dropped below either way */ }
		this.tokens.clear();
	}

	// Profile

	/** Own id (or `me`) gives the private view. @param {string} [userId] @returns {Promise<Profile>} */
	getProfile(userId = 'me') { return this.#call('GET', `/profiles/${seg(userId)}`); }

	/** @param {ProfileInput} profile @returns {Promise<{user_id: string, name: string, created: true}>} */
	createProfile(profile) { return this.#call('POST', '/profiles', profile); }

	/** @param {string} userId @param {ProfileInput} profile @returns {Promise<Profile>} */
	updateProfile(userId, profile) { return this.#call('PUT', `/profiles/${seg(userId)}`, profile); }

	/** @param {string} fileId of an uploaded file @param {number} [position] @returns {Promise<any>} */
	addPhoto(fileId, position) { return this.#call('POST', '/profiles/me/photos', { file_id: fileId, position }); }

	/** @param {string} fileId @returns {Promise<void>} */
	removePhoto(fileId) { return this.#call('DELETE', `/profiles/me/photos/${seg(fileId)}`); }

	// Media

	/** @param {Blob} file JPEG, PNG or WebP @returns {Promise<Photo & {width: number, height: number, size: number, mime: string}>} */
	uploadMedia(file) {
		const form = new FormData();
		form.append('file', file);
		return this.#call('POST', '/media/upload', form);
	}

	/** @param {string} fileId @returns {Promise<{success: true}>} */
	deleteMedia(fileId) { return this.#call('DELETE', `/media/${seg(fileId)}`); }

	// Discovery

	/** @param {{limit?: number, cursor?: string}} [page] @returns {Promise<{candidates: Candidate[], count: number, next_cursor: string|null, funnel?: any}>} */
	candidates(page = {}) { return this.#call('GET', '/discovery/candidates', undefined, page); }

	/** @param {string} targetId @returns {Promise<SwipeAnswer>} */
	like(targetId) { return this.#call('POST', '/discovery/like', { target_id: targetId }); }

	/** @param {string} targetId @returns {Promise<SwipeAnswer>} */
	pass(targetId) { return this.#call('POST', '/discovery/pass', { target_id: targetId }); }

	/** @param {string} targetId @returns {Promise<SwipeAnswer>} */
	superlike(targetId) { return this.#call('POST', '/discovery/superlike', { target_id: targetId }); }

	/** @param {{limit?: number, cursor?: string}} [page] @returns {Promise<{matches: Match[], count: number, next_cursor: string|null}>} */
	matches(page = {}) { return this.#call('GET', '/discovery/matches', undefined, page); }

	// Chat

	/** @param {{limit?: number, cursor?: string}} [page] @returns {Promise<{conversations: Conversation[], count: number, next_cursor: string|null}>} */
	conversations(page = {}) { return this.#call('GET', '/chat/conversations', undefined, page); }

	/** Ascending by `seq`. @param {string} conversationId @param {{before?: number, after?: number, limit?: number}} [page] @returns {Promise<{messages: Message[], count: number}>} */
	messages(conversationId, page = {}) { return this.#call('GET', `/chat/messages/${seg(conversationId)}`, undefined, page); }

	/** Safe to repeat with the same `client_id`. @param {{conversation_id: string, text: string, client_id: string}} message @returns {Promise<{message_id: string, seq: number, sent_at: string}>} */
	sendMessage(message) { return this.#call('POST', '/chat/messages', message); }

	/** @param {string} conversationId @param {number} upToSeq @returns {Promise<void>} */
	setReadState(conversationId, upToSeq) { return this.#call('PUT', `/chat/conversations/${seg(conversationId)}/read-state`, { up_to_seq: upToSeq }); }

	#keep(answer, remember) {
		this.tokens.write(answer, remember);
		return answer;
	}

	async #rotate() {
		const refreshToken = this.tokens.read()?.refresh_token;
		try {
			if (!refreshToken) throw new ProblemError(401, { code: 'signed_out', detail: 'Please sign in again.' });
			this.tokens.write({ ...this.tokens.read(), ...await this.#open('POST', '/auth/refresh', { refresh_token: refreshToken }) });
		} catch (error) {
			if (error.status === 401 || error.status === 403) {
				this.tokens.clear();
				this.dispatchEvent(new Event('signedout'));
			}
			throw error;
		}
	}

	/** With the access token; once more with a fresh one when it has expired. */
	async #call(method, path, body, query) {
		const used = this.accessToken;
		try {
			return await this.#open(method, path, body, query, used);
		} catch (error) {
			if (error.code !== 'invalid_token') throw error;
			// Another request may have rotated the tokens while this one was on its way.
			if (this.accessToken === used) await this.refresh();
			return this.#open(method, path, body, query, this.accessToken);
		}
	}

	async #open(method, path, body, query, token) {
		const headers = { Accept: 'application/json' };
		if (token) headers.Authorization = `Bearer ${token}`;
		const form = body instanceof FormData;
		if (body !== undefined && !form) headers['Content-Type'] = 'application/json';
		let response;
		try {
			response = await fetch(this.base + path + queryString(query), {
				method, headers, body: body === undefined || form ? body : JSON.stringify(body), credentials: 'same-origin',
			});
		} catch {
			throw new ProblemError(0, { code: 'unreachable', detail: 'Kindling cannot be reached right now.' });
		}
		const text = await response.text().catch(() => '');
		let answer = null;
		try { answer = text ? JSON.parse(text) : null; } catch { /* an answer of a proxy in between */ }
		if (!response.ok) throw new ProblemError(response.status, answer ?? {});
		return answer;
	}
}

/** A random id that also works over plain http, where `crypto.randomUUID` is missing. @returns {string} */
export function randomId() {
	const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0'));
	return hex.join('');
}

const seg = encodeURIComponent;

function queryString(query) {
	const known = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
	return known.length ? `?${new URLSearchParams(known)}` : '';
}
