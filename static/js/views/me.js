/** The own profile as others see it, and the way out. */
import { footer, h, icon } from '../dom.js';
import { busy } from '../forms.js';
import { details, heading, place } from '../person.js';
import { photosOf, picture, verifiedMark } from '../photo.js';

export function me(app) {
	const { profile } = app;
	const photos = photosOf(profile);
	const out = h('button.button.plain', { type: 'button', onclick: () => busy(out, () => app.signOut()) }, icon('exit'), 'Sign out');
	const element = h('div.page.me', null,
		h('header.page-head', null, h('h1', { tabindex: -1 }, 'Your profile')),
		h('div.panel.own', null,
			h('div.own-photo', null, picture(photos[0], profile.name, { alt: 'Your first photo' })),
			h('div.own-words', null,
				h('h2', null, heading(profile), verifiedMark(profile)),
				place(profile) ? h('p.where', null, icon('pin'), place(profile)) : null,
				h('p.hint', null, `Signed in as ${app.api.account.username}`),
				h('div.row-buttons', null, h('a.button', { href: '#/edit' }, icon('edit'), 'Edit profile'), out))),
		photos.length > 1 ? h('div.panel.strip', null, photos.slice(1).map((photo, at) => picture(photo, profile.name, { alt: `Your photo ${at + 2}`, sizes: '160px' }))) : null,
		photos.length ? null : h('p.panel.nudge', null, icon('camera'), h('span', null, 'Profiles with a photo are met far more often. ', h('a', { href: '#/edit' }, 'Add one'), '.')),
		h('div.panel', null, details(profile)),
		footer());
	return { element, title: 'Your profile', focus: element.querySelector('h1') };
}
