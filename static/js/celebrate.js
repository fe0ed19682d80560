/** The moment of a match. */
import { h, icon } from './dom.js';
import { photosOf, picture } from './photo.js';

const SPARKS = 18;

/** @param {any} app @param {{user_id: string, name: string, conversation_id: string, photos?: any[], photo?: any}} match */
export function celebrate(app, match) {
	const close = () => dialog.close();
	const hello = async () => {
		close();
		if (!match.conversation_id) await app.inbox.load().catch(() => {});
		const id = match.conversation_id ?? app.inbox.matches.find((one) => one.user_id === match.user_id)?.conversation_id;
		app.go(id ? `#/chat/${encodeURIComponent(id)}` : '#/chats');
	};
	const dialog = h('dialog.match', { 'aria-labelledby': 'match-title', onclose: () => dialog.remove() },
		h('div.sparks', { 'aria-hidden': 'true' }, Array.from({ length: SPARKS }, spark)),
		h('div.match-pair', { 'aria-hidden': 'true' },
			picture(photosOf(app.profile ?? {})[0], app.profile?.name ?? '', { alt: '', sizes: '160px' }),
			picture(photosOf(match)[0], match.name, { alt: '', sizes: '160px' }),
			h('span.match-heart', null, icon('heart'))),
		h('h2', { id: 'match-title' }, 'It’s a match'),
		h('p', null, `You and ${match.name} like each other.`),
		h('button.button.light', { type: 'button', autofocus: true, onclick: hello }, `Say hello to ${match.name}`),
		h('button.button.ghost', { type: 'button', onclick: close }, 'Keep discovering'));
	document.body.append(dialog);
	dialog.showModal();
}

function spark() {
	const one = h('i');
	one.style.left = `${Math.random() * 100}%`;
	one.style.animationDelay = `${Math.random() * 3}s`;
	return one;
}
