//! The route table: verb and path stand once, and yield the routes and the document.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route, guard};
use utoipa::openapi::path::{HttpMethod, Operation};

use crate::document::{OperationDoc, Schemas};
use crate::gate::request_id;
use crate::handler::{self, Handler, Terms};
use crate::limit::Class;
use crate::problem::Problem;
use crate::session::Session;

/// A module's operations.
#[derive(Clone)]
pub struct Routes {
    tag: &'static str,
    description: &'static str,
    module: &'static str,
    operations: Vec<Op>,
}

type Describe = dyn Fn(Terms, &mut Schemas) -> Operation + Send + Sync;

#[derive(Clone)]
struct Op {
    method: Method,
    terms: Terms,
    route: Arc<dyn Fn(Terms) -> Route + Send + Sync>,
    describe: Arc<Describe>,
}

/// Operations under construction: the table knows the state its handlers share.
pub struct Table<S> {
    routes: Routes,
    state: Arc<S>,
}

impl Routes {
    /// A table for a module, shown under `tag` in the document; its handlers share `state`.
    #[expect(clippy::new_ret_no_self, reason = "the table knows its state's type until it is built")]
    pub fn new<S: Send + Sync + 'static>(
        module: &'static str,
        tag: &'static str,
        description: &'static str,
        state: S,
    ) -> Table<S> {
        let routes = Self { tag, description, module, operations: Vec::new() };
        Table { routes, state: Arc::new(state) }
    }

    /// The module it belongs to.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// The document's tag and its description.
    pub fn tag(&self) -> (&'static str, &'static str) {
        (self.tag, self.description)
    }

    /// Verbs and paths.
    pub fn list(&self) -> impl Iterator<Item = (&Method, &'static str)> {
        self.operations.iter().map(|op| (&op.method, op.terms.path))
    }

    /// The operations' documents, with the schemas they refer to.
    pub fn describe(&self, schemas: &mut Schemas) -> Vec<(&'static str, HttpMethod, Operation)> {
        self.operations
            .iter()
            .map(|op| {
                let mut operation = (op.describe)(op.terms, schemas);
                operation.tags = Some(vec![self.tag.to_owned()]);
                (op.terms.path, documented(&op.method), operation)
            })
            .collect()
    }
}

/// Registers the operations of all tables; a known path with another verb answers 405, an unknown one 404.
///
/// Paths are grouped by their first segment, so that finding a route costs one look at each group and then only at the
/// paths of one. Within a group literal segments come before variables: `/profiles/me` wins over `/profiles/{user_id}`.
pub fn mount<'a>(tables: impl IntoIterator<Item = &'a Routes>, config: &mut ServiceConfig) {
    let mut groups: BTreeMap<&str, BTreeMap<&str, Vec<&Op>>> = BTreeMap::new();
    for op in tables.into_iter().flat_map(|table| &table.operations) {
        let path = op.terms.path.trim_start_matches('/');
        let (group, rest) = path.find('/').map_or((path, ""), |slash| path.split_at(slash));
        groups.entry(group).or_default().entry(rest).or_default().push(op);
    }
    for (group, paths) in groups {
        let mut scope = web::scope(&["/", group].concat()).default_service(web::to(not_found));
        for (path, operations) in paths {
            let mut resource = web::resource(path).default_service(web::to(method_not_allowed));
            for op in operations {
                resource = resource.route((op.route)(op.terms));
            }
            scope = scope.service(resource);
        }
        config.service(scope);
    }
}

macro_rules! verbs {
    ($( $(#[$meta:meta])* $name:ident => $METHOD:ident; )+) => { $(
        $(#[$meta])*
        pub fn $name<H, Args>(self, path: &'static str, handler: H, summary: &'static str) -> Self
        where
            H: Handler<S, Args>,
            Args: 'static,
        {
            self.operation(Method::$METHOD, path, handler, summary, false)
        }
    )+ };
}

impl<S: Send + Sync + 'static> Table<S> {
    verbs! {
        /// `GET`, and `HEAD` with it.
        get => GET;
        /// `POST`.
        post => POST;
        /// `PUT`.
        put => PUT;
        /// `PATCH`.
        patch => PATCH;
        /// `DELETE`.
        delete => DELETE;
        /// `OPTIONS`, where it tells more than which pages may call.
        options => OPTIONS;
    }

    /// A `GET` that older clients use and new ones should not.
    pub fn get_deprecated<H, Args>(self, path: &'static str, handler: H, summary: &'static str) -> Self
    where
        H: Handler<S, Args>,
        Args: 'static,
    {
        self.operation(Method::GET, path, handler, summary, true)
    }

    /// Counts the operation before this towards another limit than most.
    pub fn limited(mut self, class: Class) -> Self {
        if let Some(op) = self.routes.operations.last_mut() {
            op.terms.class = class;
        }
        self
    }

    /// The operation before this answers with tokens, which a browser may ask to get as cookies.
    pub fn signs_in(self) -> Self {
        self.session(Session::Opens)
    }

    /// The operation before this answers with tokens for a token, both of which may be cookies of a browser.
    pub fn renews(self) -> Self {
        self.session(Session::Renews)
    }

    /// The operation before this signs out: a browser's cookies go with it.
    pub fn signs_out(self) -> Self {
        self.session(Session::Ends)
    }

    fn session(mut self, session: Session) -> Self {
        if let Some(op) = self.routes.operations.last_mut() {
            op.terms.session = session;
        }
        self
    }

    /// Counts all operations before this towards another limit.
    pub fn all_limited(mut self, class: Class) -> Self {
        for op in &mut self.routes.operations {
            op.terms.class = class;
        }
        self
    }

    fn operation<H, Args>(
        mut self,
        method: Method,
        path: &'static str,
        handler: H,
        summary: &'static str,
        deprecated: bool,
    ) -> Self
    where
        H: Handler<S, Args>,
        Args: 'static,
    {
        let state = Arc::clone(&self.state);
        let verb = method.clone();
        let route = move |terms: Terms| {
            let (handler, state, verb) = (handler.clone(), Arc::clone(&state), verb.clone());
            let route = web::route().guard(guard::fn_guard(move |context| {
                let asked = &context.head().method;
                *asked == verb || (verb == Method::GET && *asked == Method::HEAD)
            }));
            route.to(move |request: HttpRequest, payload: web::Payload| {
                handler.serve(terms, Arc::clone(&state), request, payload)
            })
        };
        let unsafe_verb = !method.is_safe();
        let describe = move |terms: Terms, schemas: &mut Schemas| {
            let mut doc = OperationDoc::new(H::name(), summary, deprecated, schemas);
            if matches!(terms.session, Session::Opens | Session::Renews) {
                doc.tokens_may_be_cookies();
            }
            H::document(&mut doc);
            if terms.class != Class::Free {
                doc.problem(429, "rate_limited", "Too many requests; `Retry-After` says when to come again.");
            }
            if unsafe_verb {
                doc.problem(403, "csrf", "Cookies count only for requests of this site's own pages.");
            }
            doc.build()
        };
        let terms = Terms { path, class: Class::default(), session: Session::default() };
        self.routes.operations.push(Op { method, terms, route: Arc::new(route), describe: Arc::new(describe) });
        self
    }
}

impl<S> From<Table<S>> for Routes {
    fn from(table: Table<S>) -> Self {
        table.routes
    }
}

/// The answer to a known path with an unknown verb.
pub async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    plain(&request, &Problem::method_not_allowed())
}

/// The answer to an unknown path.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    plain(&request, &Problem::not_found())
}

/// A problem as an answer outside any operation.
pub fn plain(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    handler::plain(&request_id(request), problem)
}

fn documented(method: &Method) -> HttpMethod {
    match method.as_str() {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        "OPTIONS" => HttpMethod::Options,
        _ => HttpMethod::Get,
    }
}
