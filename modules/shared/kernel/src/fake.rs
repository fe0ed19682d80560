//! A neighbour for tests: answers what the test says, and nothing else.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use crate::{Call, Contract, Cx, Failure, Outcome};

type Answer = Arc<dyn Fn(&Cx, Box<dyn Any>) -> Option<Box<dyn Any>> + Send + Sync>;

/// The contract `C`, answered by closures. A method nobody taught answers `Unrecognized`.
pub struct Fake<C: ?Sized + Contract> {
    answers: Mutex<HashMap<TypeId, Answer>>,
    calls: Mutex<Vec<&'static str>>,
    contract: PhantomData<fn() -> Box<C>>,
}

impl<C: ?Sized + Contract> Default for Fake<C> {
    fn default() -> Self {
        Self { answers: Mutex::default(), calls: Mutex::default(), contract: PhantomData }
    }
}

impl<C: ?Sized + Contract> Fake<C> {
    /// A fake that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Teaches one method.
    pub fn on<Req, F>(self, answer: F) -> Self
    where
        Req: Call<Contract = C>,
        F: Fn(&Cx, Req) -> Outcome<Req::Reply, Req::Refusal> + Send + Sync + 'static,
    {
        self.teach(answer);
        self
    }

    /// Teaches one method, or teaches it anew, while others hold the fake.
    pub fn teach<Req, F>(&self, answer: F)
    where
        Req: Call<Contract = C>,
        F: Fn(&Cx, Req) -> Outcome<Req::Reply, Req::Refusal> + Send + Sync + 'static,
    {
        let erased: Answer = Arc::new(move |cx, request| {
            let request = request.downcast::<Req>().ok()?;
            Some(Box::new(answer(cx, *request)))
        });
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<Req>(), erased);
    }

    /// The methods called so far, in order.
    pub fn calls(&self) -> Vec<&'static str> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers one call; used by the contract macro.
    pub fn answer<Req: Call<Contract = C>>(&self, cx: &Cx, req: Req) -> Outcome<Req::Reply, Req::Refusal> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(Req::SPEC.method);
        let answer = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<Req>()).cloned();
        answer
            .and_then(|answer| answer(cx, Box::new(req)))
            .and_then(|outcome| outcome.downcast::<Outcome<Req::Reply, Req::Refusal>>().ok())
            .map_or(Err(Failure::Unrecognized), |outcome| *outcome)
    }
}
