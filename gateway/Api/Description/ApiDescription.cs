using AIoT.Embedded.Gateway.Security;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AIoT.Embedded.Gateway.Api.Description;

/// <summary>The OpenAPI document: what each route gives, whose key it takes, what it says when it can't, and the unit of every number.</summary>
public static class ApiDescription
{
    private const string KeyScheme = "apiKey";

    public static void Describe(OpenApiOptions options)
    {
        // What holds JSON as it is on disk is described where it stands (JsonOf), not by a shape that all of them share.
        options.CreateSchemaReferenceId = json => (Nullable.GetUnderlyingType(json.Type) ?? json.Type) == typeof(System.Text.Json.JsonElement) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(json);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "AIoT.Embedded gateway",
                Version = "1",
                Description = "JSON over HTTP. Numbers carry their units in their descriptions; members that end in UtcMs are UTC milliseconds since 1970, g is the standard acceleration of free fall (9.80665 m/s2). Errors are one line in the member `error`.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key; also as the header X-Api-Key, or as the page's cookie." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            ApiRole role = RoleOf(context.Description.ActionDescriptor.EndpointMetadata);
            operation.Description = role == ApiRole.None ? "Takes no key." : $"Takes a {role.ToString().ToLowerInvariant()}'s key.";
            if (role != ApiRole.None)
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(async (schema, context, stop) =>
        {
            if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(JsonOfAttribute), inherit: false).OfType<JsonOfAttribute>().FirstOrDefault() is { } raw)
            {
                OpenApiSchema written = await context.GetOrCreateSchemaAsync(raw.Written, null, stop);
                bool mayLack = Nullable.GetUnderlyingType(context.JsonPropertyInfo.PropertyType) is not null;
                schema.Type = mayLack ? written.Type | JsonSchemaType.Null : written.Type;
                schema.Properties = written.Properties;
                schema.Required = written.Required;
            }

            if (context.JsonPropertyInfo is { } member && IsNumber(schema))
            {
                // A member that has none here is found by a test.
                if (Units.Of(member.Name) is { } unit)
                {
                    schema.Description = string.IsNullOrEmpty(schema.Description) ? $"Unit: {unit}." : $"{schema.Description} Unit: {unit}.";
                }
            }
        });
    }

    /// <summary>Adds what the book says to every route of the group, when all else is said.</summary>
    public static void DescribeRoutes(this RouteGroupBuilder api) => ((IEndpointConventionBuilder)api).Finally(endpoint =>
    {
        if (endpoint is not RouteEndpointBuilder route || endpoint.Metadata.OfType<IHttpMethodMetadata>().FirstOrDefault()?.HttpMethods.FirstOrDefault() is not { } method
            || !RouteBook.Notes.TryGetValue(RouteBook.NameOf(method, route.RoutePattern.RawText ?? ""), out RouteNote? note))
        {
            return;
        }

        foreach (IProducesResponseTypeMetadata guessed in endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().ToList())
        {
            endpoint.Metadata.Remove(guessed);
        }

        endpoint.Metadata.Add(new EndpointSummaryAttribute(note.Summary));
        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(note.Code, note.Answer ?? (note.Code == 200 ? typeof(string) : typeof(void)), note.Code == 204 || note.Answer is null && note.Code != 200 ? [] : [note.Media]));
        int[] refusals = RoleOf([.. endpoint.Metadata]) == ApiRole.None ? [] : [401, 403, 429];
        foreach (int code in note.Errors.Concat(refusals).Distinct())
        {
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(code, typeof(Problem), ["application/json"]));
        }
    });

    private static ApiRole RoleOf(IEnumerable<object> metadata) => metadata.OfType<AccessControl.Needs>().LastOrDefault()?.Role ?? ApiRole.Viewer;

    /// <summary>A number, several, or several by name.</summary>
    private static bool IsNumber(IOpenApiSchema? schema) => schema?.Type is { } type
        && (type.HasFlag(JsonSchemaType.Number) || type.HasFlag(JsonSchemaType.Integer) || IsNumber(schema.Items) || IsNumber(schema.AdditionalProperties));
}
