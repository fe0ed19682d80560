/** The door: what Kindling is, sign in, register, and in development one-click demo people. */
import { brand, complain, footer, h, icon, svg } from '../dom.js';
import { busy, clearErrors, field, setError, showErrors } from '../forms.js';
import { avatar } from '../photo.js';

const DEMO_SHOWN = 6;

export function welcome(app) {
	const form = h('form.entry', { novalidate: true });
	const demo = h('div.demo', { hidden: true });
	const draw = (creating, ...typed) => form.replaceChildren(...entry(app, form, creating, draw, typed));
	draw(false);
	showDemo(app, demo);
	const element = h('div.welcome', null,
		h('header.hero', null, brand('on-warm'), h('div.hero-art', { 'aria-hidden': 'true' }, portrait('a'), portrait('b'),
			h('span.hero-heart', null, icon('heart'))),
			h('div.hero-words', null, h('p.hero-line', null, 'Every fire starts with a spark.'),
				h('p', null, 'Meet people who warm to the same things, see why you fit, and talk.'))),
		h('main', { id: 'main', class: 'door', tabindex: -1 }, form, demo, footer()));
	return { element, title: 'Welcome' };
}

function entry(app, form, creating, draw, [name = '', secret = '']) {
	const username = h('input', { name: 'username', value: name, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true, maxlength: 100 });
	const password = h('input', { name: 'password', value: secret, type: 'password', autocomplete: creating ? 'new-password' : 'current-password', required: true, maxlength: 128 });
	const reveal = h('button', { type: 'button', class: 'reveal', 'aria-label': 'Show password', 'aria-pressed': 'false', onclick: () => {
		const shown = password.type === 'password';
		password.type = shown ? 'text' : 'password';
		reveal.setAttribute('aria-pressed', String(shown));
	} }, icon('eye'));
	const email = h('input', { name: 'email', type: 'email', autocomplete: 'email', maxlength: 254 });
	const remember = h('input', { type: 'checkbox', name: 'remember', checked: true });
	const submit = h('button.button', { type: 'submit' }, creating ? 'Create account' : 'Sign in');
	form.onsubmit = (event) => {
		event.preventDefault();
		clearErrors(form);
		if (!username.value.trim()) return setError(form, 'username', 'Please enter a user name.') && username.focus();
		if (!password.value) return setError(form, 'password', 'Please enter a password.') && password.focus();
		busy(submit, async () => {
			const account = { username: username.value.trim(), password: password.value, email: (creating && email.value.trim()) || undefined };
			try {
				await (creating ? app.api.register(account, remember.checked) : app.api.login(account, remember.checked));
				await app.enter();
			} catch (error) {
				if (error.code === 'username_taken') setError(form, 'username', error.message);
				else if (error.code === 'email_taken') setError(form, 'email', error.message);
				else showErrors(form, error);
			}
		});
	};
	const mode = (label, on) => h('button', { type: 'button', 'aria-pressed': String(creating === on), onclick: () => {
		draw(on, username.value, password.value);
		form.querySelector('.segments [aria-pressed=true]').focus();
	} }, label);
	return [
		h('h1', null, creating ? 'Create your account' : 'Welcome back'),
		h('div.segments', { role: 'group', 'aria-label': 'Sign in or create an account' }, mode('Sign in', false), mode('Register', true)),
		field('User name', username, { name: 'username', hint: creating ? '3 to 32 letters, digits or underscores' : undefined }),
		field('Password', h('div.with-button', null, password, reveal), { name: 'password', hint: creating ? 'At least 8 characters; longer is better' : undefined }),
		creating ? field('E-mail address', email, { name: 'email', hint: 'Optional; with it you can set a new password if you forget yours' }) : null,
		h('label.check', null, remember, h('span', null, 'Keep me signed in on this device')),
		h('p.form-error', { role: 'alert' }),
		submit,
		h('p.hint', null, creating ? 'Kindling is for adults: you need to be 18 or older.' : h('a', { href: '/static/account.html' }, 'Forgot your password?')),
	].filter(Boolean);
}

/** Only a development server has demo people; elsewhere the row stays away. */
async function showDemo(app, box) {
	try {
		const { profile } = await app.api.health();
		if (profile && profile !== 'dev') return;
		const answer = await app.api.devPeople();
		const people = (Array.isArray(answer) ? answer : answer.people ?? []).slice(0, DEMO_SHOWN).map((one) => (typeof one === 'string' ? { as: one } : one));
		if (!people.length) return;
		box.append(h('h2', null, 'Or step in as somebody'), h('ul', null, people.map((person) => {
			const as = person.as ?? person.username ?? person.name;
			const button = h('button', { type: 'button', class: 'demo-person', onclick: () => busy(button, async () => {
				try {
					await app.api.devLogin(as);
					await app.enter();
				} catch (error) {
					complain(error);
				}
			}) }, avatar(person.photo ?? person.avatar, person.name ?? as), h('span', null, h('b', null, person.name ?? as),
				h('small', null, person.note ?? person.about ?? person.description ?? '')));
			return h('li', null, button);
		})), h('p.hint', null, 'Demo data. Each browser tab can be somebody else: open a second one and chat with yourself.'));
		box.hidden = false;
	} catch { /* not a development server */ }
}

/** Two drawn faces for the hero. */
function portrait(which) {
	const looks = {
		a: { skin: '#f3b998', hair: '#5a2a27', shirt: '#ffe3c9', label: '92% match',
			back: 'M50 62c0-27 16-44 38-44s40 16 40 44c0 22 2 40 8 52H42c6-12 8-30 8-52z', front: 'M58 66c4-22 22-30 40-24 12 4 18 12 20 24 6-26-8-42-30-42S54 40 58 66z' },
		b: { skin: '#9a5f43', hair: '#241514', shirt: '#ffd0d8', label: 'Both into hiking',
			back: 'M54 64c-4-30 12-46 36-46s38 16 34 46z', front: 'M57 62c2-14 8-20 18-20 14 0 30-4 36-8 6 8 10 16 10 28 6-28-8-42-31-42S52 36 57 62z' },
	};
	const look = looks[which];
	return h('div', { class: `face face-${which}` },
		svg('svg', { viewBox: '0 0 176 200', preserveAspectRatio: 'xMidYMax slice' },
			svg('path', { d: look.back, fill: look.hair }),
			svg('path', { d: 'M74 104h28v28c0 8-6 13-14 13s-14-5-14-13z', fill: look.skin }),
			svg('path', { d: 'M14 204c2-42 28-66 60-70 6 8 22 8 28 0 32 4 58 28 60 70z', fill: look.shirt }),
			svg('path', { d: 'M58 70c0-22 12-34 30-34s30 12 30 34c0 26-12 46-30 46S58 96 58 70z', fill: look.skin }),
			svg('path', { d: look.front, fill: look.hair }),
			svg('path', { d: 'M72 76c2-3 7-3 9 0M95 76c2-3 7-3 9 0M78 96c5 6 15 6 20 0', fill: 'none', stroke: look.hair, 'stroke-width': '2.6', 'stroke-linecap': 'round' })),
		h('span', null, icon(which === 'a' ? 'spark' : 'heart'), look.label));
}
