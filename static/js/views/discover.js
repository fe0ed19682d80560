/** The stack of candidates: buttons, arrow keys and dragging do the same three things. */
import { complain, h, icon, reconcile, svg } from '../dom.js';
import { details, heading, percent, place } from '../person.js';
import { photosOf, picture, verifiedMark } from '../photo.js';

const SHOWN = 3;
const PAGE = 10;
const LOW = 4;
const DECIDED_PX = 110;
const DRAG_FROM_PX = 6;

const ACTIONS = {
	pass: { glyph: 'close', label: 'Pass', key: 'ArrowLeft', hint: '←' },
	superlike: { glyph: 'star', label: 'Superlike', key: 'ArrowUp', hint: '↑' },
	like: { glyph: 'heart', label: 'Like', key: 'ArrowRight', hint: '→' },
};

export function discover(app) {
	/** @type {import('../api.js').Candidate[]} */
	let queue = [];
	const seen = new Set();
	let asking = null;
	let exhausted = null;
	let deciding = 0;
	let closed = false;

	const deck = h('div.deck', { 'aria-busy': 'true' }, h('div.card.skeleton'));
	const side = h('aside.beside', { 'aria-label': 'Details' });
	const buttons = h('div.actions', { role: 'group', 'aria-label': 'Decide' }, Object.entries(ACTIONS).map(([action, { glyph, label, hint }]) =>
		h('button', { class: `round act ${action}`, type: 'button', disabled: true, title: `${label} (${hint})`, 'aria-label': label, onclick: () => decide(action) }, icon(glyph))));
	const now = h('p.visually-hidden', { 'aria-live': 'polite' });
	const element = h('div.discover', null, h('h1.visually-hidden', { tabindex: -1 }, 'Discover'), now, h('div.stage', null, deck, buttons,
		h('p.keys', { 'aria-hidden': 'true' }, Object.values(ACTIONS).flatMap(({ hint, label }) => [h('kbd', null, hint), label]), h('span', null, h('kbd', null, '↓'), 'Details'))), side);

	/** @type {Map<string, HTMLElement>} */
	const cards = new Map();

	function draw() {
		if (closed) return;
		const top = queue.slice(0, SHOWN);
		for (const [id, card] of cards) if (!top.some((one) => one.user_id === id) && !card.classList.contains('leaving')) cards.delete(id);
		const shown = top.map((candidate, depth) => {
			let card = cards.get(candidate.user_id);
			if (!card) cards.set(candidate.user_id, card = makeCard(candidate, decide));
			card.dataset.depth = String(depth);
			card.inert = depth > 0;
			return card;
		});
		const leaving = [...deck.children].filter((card) => card.classList.contains('leaving'));
		deck.setAttribute('aria-busy', String(!queue.length && !exhausted));
		// Later in the document is on top: the current card comes last, the ones flying off above it.
		const wanted = [...shown.reverse(), ...leaving];
		if (!top.length) wanted.unshift(exhausted ? nobody(exhausted, again) : h('div.card.skeleton'));
		reconcile(deck, wanted);
		for (const button of buttons.children) button.disabled = !top.length;
		element.classList.toggle('none', !top.length && Boolean(exhausted));
		const [first] = top;
		if (first?.user_id !== side.dataset.of) {
			side.dataset.of = first?.user_id ?? '';
			side.replaceChildren(...(first ? [h('h2', null, heading(first), verifiedMark(first)), details(first)] : []));
			now.textContent = first ? `${heading(first)}. ${place(first)}. ${percent(first)} percent match.` : '';
		}
	}

	async function more() {
		if (asking || exhausted || closed) return;
		asking = app.api.candidates({ limit: PAGE });
		try {
			const answer = await asking;
			const fresh = answer.candidates.filter(({ user_id: id }) => !seen.has(id));
			fresh.forEach(({ user_id: id }) => seen.add(id));
			queue.push(...fresh);
			// Somebody whose decision is still on its way may be in the answer; only an answer after all decisions is the end.
			if (!answer.candidates.length || (!fresh.length && !queue.length && !deciding)) exhausted = answer;
		} catch (error) {
			if (!queue.length) exhausted = { error };
			else complain(error);
		} finally {
			asking = null;
			draw();
		}
	}

	function again() {
		exhausted = null;
		seen.clear();
		draw();
		more();
	}

	async function decide(action) {
		const candidate = queue.shift();
		if (!candidate) return;
		const card = cards.get(candidate.user_id);
		cards.delete(candidate.user_id);
		leave(card, action);
		draw();
		if (queue.length < LOW) more();
		deciding++;
		try {
			const answer = await app.api[action](candidate.user_id);
			if (answer.matched) {
				app.celebrate({ ...candidate, ...answer });
				app.inbox.load().catch(() => {});
			}
		} catch (error) {
			complain(error);
			if (error.status === 404 || error.status === 409 || closed) return;
			// Not decided after all: back on top.
			queue.unshift(candidate);
			draw();
		} finally {
			deciding--;
			if (!queue.length) more();
		}
	}

	function onKey(event) {
		if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || event.target.closest('input,textarea,select')) return;
		const [action] = Object.entries(ACTIONS).find(([, { key }]) => key === event.key) ?? [];
		if (action && queue.length) decide(action);
		else if (event.key === 'ArrowDown' && queue.length) cards.get(queue[0].user_id)?.querySelector('.more').click();
		else return;
		event.preventDefault();
	}

	document.addEventListener('keydown', onKey);
	more();
	return {
		element, title: 'Discover', focus: element.querySelector('h1'),
		close() {
			closed = true;
			document.removeEventListener('keydown', onKey);
		},
	};
}

function leave(card, action) {
	if (!card) return;
	card.classList.remove('dragging');
	card.classList.add('leaving', `to-${action}`);
	card.style.transform = '';
	card.inert = true;
	setTimeout(() => card.remove(), 420);
}

/** @param {import('../api.js').Candidate} candidate @param {(action: string) => void} decide */
function makeCard(candidate, decide) {
	const photos = photosOf(candidate);
	let at = 0;
	const frame = h('div.card-photo');
	const dots = h('div.dots', { 'aria-hidden': 'true' }, photos.length > 1 ? photos.map(() => h('i')) : null);
	const show = (next) => {
		at = Math.min(Math.max(next, 0), Math.max(photos.length - 1, 0));
		frame.replaceChildren(picture(photos[at], candidate.name));
		[...dots.children].forEach((dot, index) => dot.classList.toggle('on', index === at));
	};
	show(0);
	const sheet = h('div.card-sheet', { inert: true, tabindex: 0 }, details(candidate));
	const more = h('button.round.small.more', { type: 'button', 'aria-expanded': 'false', 'aria-label': `More about ${candidate.name}`, onclick: () => {
		const open = card.classList.toggle('open');
		more.setAttribute('aria-expanded', String(open));
		sheet.inert = !open;
		if (open) sheet.scrollTop = 0;
	} }, icon('up'));
	const strongest = [...(candidate.reasons ?? [])].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0)).slice(0, 2);
	const card = h('article.card', { 'aria-label': heading(candidate) }, frame, dots, ring(percent(candidate)),
		h('div.stamps', { 'aria-hidden': 'true' }, h('span.stamp.like', null, 'Like'), h('span.stamp.pass', null, 'Pass'), h('span.stamp.superlike', null, 'Super')),
		h('div.card-text', null,
			h('div.card-words', null, h('h2', null, heading(candidate), verifiedMark(candidate)),
				place(candidate) ? h('p.where', null, icon('pin'), place(candidate)) : null,
				strongest.length ? h('ul.why', null, strongest.map(({ text }) => h('li', null, icon('spark'), h('span', null, text)))) : null),
			more),
		sheet);
	dragging(card, { decide, tap: (x) => show(at + (x < 0.5 ? -1 : 1)) });
	return card;
}

/** Follows the finger; far enough decides, a touch without a way turns the photo. */
function dragging(card, { decide, tap }) {
	let from = null;
	const way = (event) => [event.clientX - from.x, event.clientY - from.y];
	const verdict = (dx, dy) => (dy < -DECIDED_PX && -dy > Math.abs(dx) * 1.2 ? 'superlike' : dx > DECIDED_PX ? 'like' : dx < -DECIDED_PX ? 'pass' : null);
	card.addEventListener('pointerdown', (event) => {
		if (event.button || event.target.closest('button, .card-sheet')) return;
		from = { x: event.clientX, y: event.clientY, id: event.pointerId, moved: false };
	});
	card.addEventListener('pointermove', (event) => {
		if (from?.id !== event.pointerId) return;
		const [dx, dy] = way(event);
		if (!from.moved && Math.hypot(dx, dy) < DRAG_FROM_PX) return;
		if (!from.moved) {
			from.moved = true;
			card.setPointerCapture(event.pointerId);
			card.classList.add('dragging');
		}
		card.style.transform = `translate(${dx}px, ${dy}px) rotate(${dx / 22}deg)`;
		const up = dy < 0 && -dy > Math.abs(dx) * 1.2;
		card.style.setProperty('--like', up ? 0 : clamp(dx / DECIDED_PX));
		card.style.setProperty('--pass', up ? 0 : clamp(-dx / DECIDED_PX));
		card.style.setProperty('--superlike', up ? clamp(-dy / DECIDED_PX) : 0);
	});
	const end = (event) => {
		if (from?.id !== event.pointerId) return;
		const [dx, dy] = way(event);
		const { moved } = from;
		from = null;
		card.classList.remove('dragging');
		const action = event.type === 'pointerup' && moved ? verdict(dx, dy) : null;
		if (action) return decide(action);
		card.style.transform = '';
		for (const name of Object.keys(ACTIONS)) card.style.removeProperty(`--${name}`);
		if (!moved && event.type === 'pointerup') {
			const box = card.getBoundingClientRect();
			tap((event.clientX - box.left) / box.width);
		}
	};
	card.addEventListener('pointerup', end);
	card.addEventListener('pointercancel', end);
}

const clamp = (value) => Math.min(1, Math.max(0, value));

function ring(value) {
	return h('div.ring', { role: 'img', 'aria-label': `${value} percent match` },
		svg('svg', { viewBox: '0 0 40 40', 'aria-hidden': 'true' },
			svg('circle', { cx: 20, cy: 20, r: 17, class: 'ring-track' }),
			svg('circle', { cx: 20, cy: 20, r: 17, class: 'ring-fill', pathLength: 100, 'stroke-dasharray': `${value} 100`, transform: 'rotate(-90 20 20)' })),
		h('b', { 'aria-hidden': 'true' }, `${value}`, h('small', null, '%')));
}

/** Nobody left, or nobody reachable. The server may know what to change. */
function nobody({ error, funnel }, again) {
	return h('div.empty', null, h('span.empty-art', null, icon(error ? 'alert' : 'flame')),
		h('h2', null, error ? 'That did not work' : 'You have met everyone nearby'),
		h('p', null, error ? error.message : 'New people join all the time. Look again in a while.'),
		funnel?.suggestion ? h('p.hint', null, funnel.suggestion) : null,
		h('button.button', { type: 'button', onclick: again }, error ? 'Try again' : 'Look again'));
}
