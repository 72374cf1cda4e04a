using System.Text.Json;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>As much of JSON Schema as the API's description uses: types, members, items, references, alternatives, words.</summary>
public sealed class SchemaCheck(JsonElement document)
{
    /// <returns>What does not fit, each with its place.</returns>
    public IEnumerable<string> Check(JsonElement value, JsonElement schema, string place)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return Check(value, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), place);
        }

        foreach (string word in new[] { "oneOf", "anyOf" })
        {
            if (schema.TryGetProperty(word, out JsonElement alternatives))
            {
                List<List<string>> tried = [.. alternatives.EnumerateArray().Select(one => Check(value, one, place).ToList())];
                return tried.Any(wrong => wrong.Count == 0) ? [] : tried[^1];
            }
        }

        if (schema.TryGetProperty("type", out JsonElement types) && !Kinds(types).Any(kind => Is(value, kind)))
        {
            return [$"{place}: {value.ValueKind} where {types} should be"];
        }

        if (schema.TryGetProperty("enum", out JsonElement words) && !words.EnumerateArray().Any(one => one.ToString() == value.ToString()))
        {
            return [$"{place}: `{value}` is none of {words}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(value, schema, place),
            JsonValueKind.Array when schema.TryGetProperty("items", out JsonElement items) => value.EnumerateArray().Take(20).SelectMany((item, i) => Check(item, items, $"{place}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonElement value, JsonElement schema, string place)
    {
        List<string> wrong = [];
        if (!schema.TryGetProperty("properties", out JsonElement members))
        {
            return schema.TryGetProperty("additionalProperties", out JsonElement each) ? value.EnumerateObject().SelectMany(member => Check(member.Value, each, $"{place}.{member.Name}")) : wrong;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            wrong.AddRange(members.TryGetProperty(member.Name, out JsonElement known) ? Check(member.Value, known, $"{place}.{member.Name}") : [$"{place}.{member.Name}: not described"]);
        }

        if (schema.TryGetProperty("required", out JsonElement required))
        {
            wrong.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{place}.{name}: missing"));
        }

        return wrong;
    }

    private static IEnumerable<string> Kinds(JsonElement types) => types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Select(type => type.GetString()!) : [types.GetString()!];

    private static bool Is(JsonElement value, string kind) => kind switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetRawText().All(c => char.IsDigit(c) || c == '-'),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };
}
