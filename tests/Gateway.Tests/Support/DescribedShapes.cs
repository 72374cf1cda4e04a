using System.Text.Json;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Every schema of an OpenAPI document, with its place.</summary>
public static class DescribedShapes
{
    private static readonly string[] Says = ["$ref", "type", "oneOf", "anyOf", "allOf", "enum"];

    /// <returns>Schemas that let anything through.</returns>
    public static IEnumerable<string> Shapeless(JsonElement document) =>
        All(document).Where(entry => entry.Schema.ValueKind == JsonValueKind.Object && !Says.Any(word => entry.Schema.TryGetProperty(word, out _))
            || IsBareObject(entry.Schema)).Select(entry => $"{entry.Place}: anything goes");

    /// <returns>Members that are numbers, arrays or maps of numbers, and whose description names no unit.</returns>
    public static IEnumerable<string> Unitless(JsonElement document) =>
        All(document).Where(entry => entry.IsMember && IsNumber(entry.Schema) && !(entry.Schema.TryGetProperty("description", out JsonElement words) && words.GetString()!.Contains("Unit: ", StringComparison.Ordinal)))
            .Select(entry => $"{entry.Place}: no unit");

    private static IEnumerable<(string Place, JsonElement Schema, bool IsMember)> All(JsonElement document)
    {
        foreach (JsonProperty named in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            foreach ((string, JsonElement, bool) inner in Inside(named.Name, named.Value, false))
            {
                yield return inner;
            }
        }

        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                IEnumerable<JsonElement> holders = operation.Value.GetProperty("responses").EnumerateObject().Select(answer => answer.Value)
                    .Concat(operation.Value.TryGetProperty("requestBody", out JsonElement body) ? [body] : []);
                foreach (JsonElement media in holders.Where(holder => holder.TryGetProperty("content", out _)).SelectMany(holder => holder.GetProperty("content").EnumerateObject()).Where(media => media.Name.EndsWith("json", StringComparison.Ordinal)).Select(media => media.Value))
                {
                    foreach ((string, JsonElement, bool) inner in Inside($"{operation.Name} {path.Name}", media.GetProperty("schema"), false))
                    {
                        yield return inner;
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Place, JsonElement Schema, bool IsMember)> Inside(string place, JsonElement schema, bool isMember)
    {
        yield return (place, schema, isMember);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        List<(string Place, JsonElement Schema, bool IsMember)> inner = [];
        if (schema.TryGetProperty("properties", out JsonElement members))
        {
            inner.AddRange(members.EnumerateObject().Select(member => ($"{place}.{member.Name}", member.Value, true)));
        }

        if (schema.TryGetProperty("items", out JsonElement items))
        {
            inner.Add(($"{place}[]", items, false));
        }

        if (schema.TryGetProperty("additionalProperties", out JsonElement each) && each.ValueKind == JsonValueKind.Object)
        {
            inner.Add(($"{place}{{}}", each, false));
        }

        foreach (string word in (string[])["oneOf", "anyOf", "allOf"])
        {
            if (schema.TryGetProperty(word, out JsonElement alternatives))
            {
                inner.AddRange(alternatives.EnumerateArray().Select(one => (place, one, isMember)));
            }
        }

        foreach ((string, JsonElement, bool) one in inner.SelectMany(one => Inside(one.Place, one.Schema, one.IsMember)))
        {
            yield return one;
        }
    }

    /// <summary>An object that names no members and says nothing of those that it may have.</summary>
    private static bool IsBareObject(JsonElement schema) => schema.TryGetProperty("type", out JsonElement type) && type.ToString().Contains("object", StringComparison.Ordinal)
        && !schema.TryGetProperty("properties", out _) && !schema.TryGetProperty("additionalProperties", out _);

    private static bool IsNumber(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && ((schema.TryGetProperty("type", out JsonElement type) && (type.ToString().Contains("number", StringComparison.Ordinal) || type.ToString().Contains("integer", StringComparison.Ordinal)))
            || (schema.TryGetProperty("items", out JsonElement items) && IsNumber(items))
            || (schema.TryGetProperty("additionalProperties", out JsonElement each) && IsNumber(each)));
}
