using System.Text.RegularExpressions;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>What models' scores mean, in the assets file.</summary>
internal static partial class ModelReader
{
    public static List<ScoreModel> Read(YamlMap root)
    {
        List<ScoreModel> models = [];
        HashSet<string> ids = [];
        foreach (YamlMap map in root.Maps("models", "model"))
        {
            string id = map.Text("id", "");
            if (id.Length > 0 && !HashPattern().IsMatch(id))
            {
                map.Report("id", $"`id` is `{id}`: it must be the first 16 hex digits, lower case, of the model image's SHA-256");
            }

            if (!ids.Add(id))
            {
                map.Report("id", id.Length > 0 ? $"model `{id}` is named twice" : "two models have no `id`: only one can serve for all others");
            }

            IReadOnlyList<string> classes = map.Texts("classes");
            if (!map.IsBroken && (classes.Count == 0 || classes.Distinct().Count() != classes.Count))
            {
                map.Report("classes", "`classes` must name the model's outputs in order, each once");
            }

            HashSet<string> normal = [.. map.Texts("normal")];
            if (normal.FirstOrDefault(name => !classes.Contains(name)) is string unknown)
            {
                map.Report("normal", $"`normal` names `{unknown}`, which is not in `classes`");
            }

            YamlMap? calibration = map.Map("calibration", "`calibration`");
            models.Add(new ScoreModel(
                id,
                map.Text("name", "model"),
                classes,
                normal,
                calibration?.Number("slope", 1, 0.01, 100) ?? 1,
                calibration?.Number("intercept", 0, -100, 100) ?? 0,
                map.Texts("features")));
            calibration?.Close();
            map.Close();
        }

        return models;
    }

    [GeneratedRegex("^[0-9a-f]{16}\\z")]
    private static partial Regex HashPattern();
}
