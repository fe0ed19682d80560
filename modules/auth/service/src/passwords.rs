//! Hashing passwords: Argon2id (RFC 9106), few at a time, on threads of their own.

use std::sync::Arc;
use std::time::Instant;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use auth_contract::AuthRefusal;
use kernel::{Failure, Outcome};
use platform::{Busy, WorkPool};
use tokio::sync::Semaphore;

use crate::domain::email::Email;
use crate::domain::password::Password;
use crate::domain::username::Username;
use crate::settings::Settings;

/// Hashes and checks passwords in a bounded pool. A full pool answers `Unavailable`. Clones share the pool.
#[derive(Clone)]
pub struct Passwords {
    pool: WorkPool,
    argon: Argon2<'static>,
    decoy: PasswordHash,
    renewing: Arc<Semaphore>,
}

impl Passwords {
    /// A pool with the settings' bounds and costs.
    pub fn new(settings: &Settings) -> std::io::Result<Self> {
        let broken = |cause: &dyn std::fmt::Display| std::io::Error::other(format!("Argon2id: {cause}"));
        let params =
            Params::new(settings.hash_memory_kib, settings.hash_iterations, 1, None).map_err(|e| broken(&e))?;
        let decoy = decoy(&params).map_err(|e| broken(&e))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let pool = WorkPool::new(settings.hash_worker_count(), settings.hash_queue);
        Ok(Self { pool, argon, decoy, renewing: Arc::new(Semaphore::new(1)) })
    }

    /// Judges a password somebody chooses and hashes it, to a PHC string. Judging costs milliseconds, so it happens in
    /// the pool as well.
    pub async fn choose(&self, raw: String, username: Username, email: Option<Email>) -> Outcome<String, AuthRefusal> {
        let argon = self.argon.clone();
        self.run(move || {
            let email = email.as_ref().map(Email::as_str);
            let password =
                Password::chosen(&raw, username.as_str(), email).map_err(|fault| AuthRefusal::Invalid(vec![fault]))?;
            hash(&argon, &password)
        })
        .await
    }

    /// Whether a stored hash was not made the way hashes are made today.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let today = &self.decoy;
        PasswordHash::new(stored).is_ok_and(|hash| {
            (hash.algorithm, hash.version, &hash.params) != (today.algorithm, today.version, &today.params)
        })
    }

    /// Hashes a password again, when there is time: one at once, so that most of the pool is there for those who wait.
    pub async fn renew(&self, raw: String) -> Option<String> {
        let _turn = self.renewing.try_acquire().ok()?;
        self.hash(raw).await.ok()
    }

    /// Hashes a password without judging it.
    pub async fn hash(&self, raw: String) -> Outcome<String, AuthRefusal> {
        let argon = self.argon.clone();
        self.run(move || hash(&argon, &Password::presented(&raw))).await
    }

    /// Whether a password belongs to a stored hash. Without one the same work is done on a decoy, and the answer is no.
    pub async fn check(&self, raw: String, stored: Option<&str>) -> Outcome<bool, AuthRefusal> {
        let hash = match stored {
            Some(text) => PasswordHash::new(text).map_err(Failure::internal)?,
            None => self.decoy.clone(),
        };
        let (argon, known) = (self.argon.clone(), stored.is_some());
        self.run(move || {
            let fits = argon.verify_password(Password::presented(&raw).bytes(), &hash).is_ok();
            Ok(fits && known)
        })
        .await
    }

    async fn run<T, F>(&self, job: F) -> Outcome<T, AuthRefusal>
    where
        T: Send + 'static,
        F: FnOnce() -> Outcome<T, AuthRefusal> + Send + 'static,
    {
        let started = Instant::now();
        let outcome = self.pool.run(job).await.map_err(|Busy| Failure::Unavailable)?;
        tracing::debug!(took_ms = started.elapsed().as_millis(), "worked on a password");
        outcome
    }
}

fn hash(argon: &Argon2<'_>, password: &Password) -> Outcome<String, AuthRefusal> {
    Ok(argon.hash_password(password.bytes()).map_err(Failure::internal)?.to_string())
}

/// A hash of today's costs that fits no password anybody knows.
fn decoy(params: &Params) -> argon2::password_hash::Result<PasswordHash> {
    Ok(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: params.try_into()?,
        salt: Some(Salt::new(&[0; 16])?),
        hash: Some(Output::new(&[0; Params::DEFAULT_OUTPUT_LEN])?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Settings {
        Settings { hash_memory_kib: 32, hash_iterations: 1, hash_workers: 1, hash_queue: 0, ..Settings::default() }
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::new(&cheap()).unwrap();
        let stored = passwords.hash("k7#mQz!w".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=32,t=1,p=1$"), "{stored}");
        assert_ne!(stored, passwords.hash("k7#mQz!w".into()).await.unwrap(), "a salt of its own");
        assert_eq!(passwords.check("k7#mQz!w".into(), Some(&stored)).await, Ok(true));
        assert_eq!(passwords.check("k7#mQz!W".into(), Some(&stored)).await, Ok(false));
        assert_eq!(passwords.check("k7#mQz!w".into(), None).await, Ok(false));
    }

    #[tokio::test]
    async fn the_decoy_costs_what_a_real_hash_costs() {
        let costly = Passwords::new(&Settings { hash_queue: 8, ..Settings::default() }).unwrap();
        let stored = costly.hash("k7#mQz!w".into()).await.unwrap();
        let parameters = |hash: &PasswordHash| hash.params.to_string();
        assert_eq!(parameters(&costly.decoy), parameters(&PasswordHash::new(&stored).unwrap()));
        assert_eq!(parameters(&costly.decoy), "m=19456,t=2,p=1");
    }

    #[tokio::test]
    async fn hashes_of_other_costs_are_outdated_and_are_made_again_one_at_once() {
        let (old, new) =
            (Passwords::new(&cheap()).unwrap(), Passwords::new(&Settings { hash_memory_kib: 64, ..cheap() }).unwrap());
        let (before, after) = (old.hash("k7#mQz!w".into()).await.unwrap(), new.renew("k7#mQz!w".into()).await.unwrap());
        assert_eq!((old.is_outdated(&before), old.is_outdated(&after)), (false, true));
        assert_eq!((new.is_outdated(&before), new.is_outdated(&after)), (true, false));
        assert!(
            new.is_outdated(&after.replace("argon2id", "argon2i")) && new.is_outdated(&after.replace("v=19", "v=16"))
        );
        assert!(!new.is_outdated("no hash"));
        assert_eq!(new.check("k7#mQz!w".into(), Some(&after)).await, Ok(true));
        let _turn = new.renewing.acquire().await.unwrap();
        assert_eq!(new.clone().renew("k7#mQz!w".into()).await, None);
    }

    #[tokio::test]
    async fn a_full_pool_is_unavailable() {
        let passwords =
            Passwords::new(&Settings { hash_memory_kib: 19 * 1024, hash_iterations: 2, ..cheap() }).unwrap();
        let (first, second) = tokio::join!(passwords.check("a".into(), None), passwords.check("b".into(), None));
        assert_eq!((first, second), (Ok(false), Err(Failure::Unavailable)));
    }
}
