namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>The shipped model's classes and features by name, as its training wrote them (models/bearing-v1.json beside the program).</summary>
public static class ModelNames
{
    /// <summary>Outputs in order; the first is the healthy one.</summary>
    public static IReadOnlyList<string> Classes => Read("classes");

    /// <summary>Inputs in order.</summary>
    public static IReadOnlyList<string> Features => Read("features");

    private static string[] Read(string name)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "models", "bearing-v1.json");
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file));
        return [.. json.RootElement.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];
    }
}
