//! The OpenAPI document, made from the route tables.

use std::collections::BTreeMap;

use kernel::RefusalDoc;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, OperationBuilder, Parameter};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AllOfBuilder, AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Flow, Http, HttpAuthScheme, OAuth2, Password, Scopes, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, Deprecated, InfoBuilder, KnownFormat, LicenseBuilder, OpenApi,
    OpenApiBuilder, Paths, Ref, RefOr, Required, ResponseBuilder, SchemaFormat,
};

use crate::cookies::Cookies;
use crate::problem::{ProblemBody, status_of};
use crate::routes::Routes;

/// Schemas by name, collected while operations are described.
#[derive(Default)]
pub struct Schemas(BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut nested = Vec::new();
        T::schemas(&mut nested);
        self.0.extend(nested);
        self.0.insert(T::name().into_owned(), T::schema());
        RefOr::Ref(Ref::from_schema_name(T::name()))
    }
}

/// One operation's document under construction; guards, extractors and replies add themselves.
pub struct OperationDoc<'a> {
    schemas: &'a mut Schemas,
    operation: OperationBuilder,
    responses: BTreeMap<u16, ResponseBuilder>,
    problems: BTreeMap<u16, Vec<(String, String)>>,
    tokens_may_be_cookies: bool,
}

impl<'a> OperationDoc<'a> {
    pub(crate) fn new(id: &str, summary: &str, deprecated: bool, schemas: &'a mut Schemas) -> Self {
        let mut operation = OperationBuilder::new().operation_id(Some(id)).summary(Some(summary));
        if deprecated {
            operation = operation.deprecated(Some(Deprecated::True));
        }
        let (responses, problems) = (BTreeMap::new(), BTreeMap::new());
        let mut doc = Self { schemas, operation, responses, problems, tokens_may_be_cookies: false };
        doc.problem(503, "unavailable", "This is not available now; try again soon.");
        doc
    }

    /// Nobody has to be signed in.
    pub(crate) fn anonymous(&mut self) {
        self.edit(|operation| operation.securities(Some(Vec::<SecurityRequirement>::new())));
    }

    /// Somebody has to be signed in.
    pub(crate) fn signed_in(&mut self) {
        self.edit(|operation| {
            operation
                .security(SecurityRequirement::new("bearer", Vec::<String>::new()))
                .security(SecurityRequirement::new("password", Vec::<String>::new()))
                .security(SecurityRequirement::new("cookie", Vec::<String>::new()))
        });
    }

    /// A browser may ask to get the tokens of the answer as cookies; to be said before bodies and replies.
    pub(crate) fn tokens_may_be_cookies(&mut self) {
        self.tokens_may_be_cookies = true;
    }

    /// Adds parameters.
    pub fn parameters(&mut self, parameters: Vec<Parameter>) {
        for parameter in parameters {
            self.edit(|operation| operation.parameter(parameter));
        }
    }

    /// A JSON body of this type comes in.
    pub fn json_body<T: ToSchema>(&mut self) {
        self.body::<T>(&["application/json"], Required::True);
    }

    /// A body of this type comes in, in one of several encodings, or perhaps not at all.
    pub fn body<T: ToSchema>(&mut self, kinds: &[&str], required: Required) {
        let mut schema = self.schemas.reference::<T>();
        if self.tokens_may_be_cookies {
            schema = with_wish(schema);
        }
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let body = kinds.iter().fold(RequestBodyBuilder::new().required(Some(required)), |body, kind| {
            body.content(*kind, content.clone())
        });
        self.edit(|operation| operation.request_body(Some(body.build())));
        self.problem(400, "malformed_json", "The body is not valid JSON for this operation.");
        self.problem(413, "body_too_large", "The body is too large.");
        self.problem(415, "unsupported_content_type", "Send application/json.");
        self.problem(422, "validation_failed", "Some fields break a rule.");
    }

    /// A file comes in as `multipart/form-data`.
    pub(crate) fn upload_body(&mut self) {
        let body = RequestBodyBuilder::new()
            .content("multipart/form-data", form_with_file())
            .required(Some(Required::True))
            .build();
        self.edit(|operation| operation.request_body(Some(body)));
        self.problem(400, "malformed_multipart", "The body is not valid multipart/form-data.");
        self.problem(415, "unsupported_content_type", "Send multipart/form-data.");
    }

    /// A JSON body of this type comes in, or a file as `multipart/form-data`.
    pub(crate) fn json_or_upload_body<T: ToSchema>(&mut self) {
        self.json_body::<T>();
        let schema = self.schemas.reference::<T>();
        let body = RequestBodyBuilder::new()
            .content("application/json", ContentBuilder::new().schema(Some(schema)).build())
            .content("multipart/form-data", form_with_file())
            .required(Some(Required::True))
            .build();
        self.edit(|operation| operation.request_body(Some(body)));
        self.problem(400, "malformed_multipart", "The body is not valid multipart/form-data.");
    }

    /// A JSON body of this type goes out.
    pub fn json_reply<T: ToSchema>(&mut self, status: u16, description: &str) {
        let mut schema = self.schemas.reference::<T>();
        if self.tokens_may_be_cookies {
            schema = perhaps_without_tokens(schema);
        }
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/json", ContentBuilder::new().schema(Some(schema)).build());
        self.responses.insert(status, response);
    }

    /// No JSON goes out.
    pub fn empty_reply(&mut self, status: u16, description: &str) {
        self.responses.insert(status, ResponseBuilder::new().description(description));
    }

    /// One way in which the operation says no.
    pub fn problem(&mut self, status: u16, code: &str, message: &str) {
        let listed = self.problems.entry(status).or_default();
        if !listed.iter().any(|(known, _)| known == code) {
            listed.push((code.to_owned(), message.to_owned()));
        }
    }

    /// The refusals of the operation's contract.
    pub(crate) fn refusals(&mut self, refusals: &[RefusalDoc]) {
        for refusal in refusals {
            self.problem(status_of(refusal.kind).as_u16(), refusal.code, refusal.message);
        }
    }

    pub(crate) fn build(mut self) -> Operation {
        let schema = self.schemas.reference::<ProblemBody<'static>>();
        for (status, problems) in std::mem::take(&mut self.problems) {
            let lines: Vec<_> = problems.iter().map(|(code, message)| format!("`{code}`: {message}")).collect();
            // An operation may say no in another form too, as the token endpoint does.
            let known = self.responses.remove(&status).unwrap_or_default();
            let response = known
                .description(lines.join("  \n"))
                .content("application/problem+json", ContentBuilder::new().schema(Some(schema.clone())).build());
            self.responses.insert(status, response);
        }
        let mut operation = self.operation;
        for (status, response) in self.responses {
            operation = operation.response(status.to_string(), response.build());
        }
        operation.build()
    }

    fn edit(&mut self, change: impl FnOnce(OperationBuilder) -> OperationBuilder) {
        self.operation = change(std::mem::take(&mut self.operation));
    }
}

/// A form with one file.
fn form_with_file() -> Content {
    let binary = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .build();
    let form = ObjectBuilder::new().property("file", binary).required("file").build();
    ContentBuilder::new().schema(Some(form)).build()
}

/// The body of an operation whose tokens may become cookies.
fn with_wish(fields: RefOr<Schema>) -> RefOr<Schema> {
    let carriers = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["cookie", "token"]))
        .description(Some("`cookie`: the tokens become cookies that scripts cannot read, for pages of this site."));
    let wish = ObjectBuilder::new().property("session", carriers);
    RefOr::T(AllOfBuilder::new().item(fields).item(wish).build().into())
}

/// Its answer.
fn perhaps_without_tokens(answer: RefOr<Schema>) -> RefOr<Schema> {
    let without = ObjectBuilder::new()
        .description(Some("With `\"session\": \"cookie\"`: the same without tokens."))
        .property("expires_in", ObjectBuilder::new().schema_type(Type::Integer))
        .required("expires_in");
    RefOr::T(AnyOfBuilder::new().item(answer).item(without).build().into())
}

/// The document of everything in `tables`.
pub fn document<'a>(version: &str, description: &str, tables: impl IntoIterator<Item = &'a Routes>) -> OpenApi {
    let mut schemas = Schemas::default();
    let mut paths = Paths::new();
    let mut tags: Vec<Tag> = Vec::new();
    for table in tables {
        let (tag, about) = table.tag();
        // Two tables may share one: a module's own, and what goes through several modules.
        if tags.iter().all(|known| known.name != tag) {
            tags.push(TagBuilder::new().name(tag).description(Some(about)).build());
        }
        for (path, method, operation) in table.describe(&mut schemas) {
            paths.add_path_operation(path, vec![method], operation);
        }
    }
    let cookie = Cookies::new(false).access_name();
    let about =
        "Set by signing in with `session: cookie`; writes need an `Origin` of this site. `access` in development.";
    let mut components = ComponentsBuilder::new()
        .security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, about))))
        .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .security_scheme(
            "password",
            SecurityScheme::OAuth2(OAuth2::new([Flow::Password(Password::new("/auth/token", Scopes::new()))])),
        );
    for (name, schema) in schemas.0 {
        components = components.schema(name, schema);
    }
    let info = InfoBuilder::new()
        .title("Kindling")
        .version(version)
        .description(Some(description))
        .license(Some(LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build()));
    OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new().url("/api/v1").build(), ServerBuilder::new().url("/").build()]))
        .paths(paths)
        .components(Some(components.build()))
        .tags(Some(tags))
        .build()
}
