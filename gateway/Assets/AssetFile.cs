using AIoT.Embedded.Gateway.FieldIo;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Reads the assets file (docs/assets.md says what it holds, assets.schema.json says it to editors).</summary>
public static class AssetFile
{
    /// <summary>The limits that serve machines whose file gives none of its own.</summary>
    public static string StandardLimitsPath => Path.Combine(AppContext.BaseDirectory, "iso-limits.yaml");

    /// <summary>The JSON schema of the assets file.</summary>
    public static string SchemaPath => Path.Combine(AppContext.BaseDirectory, "assets.schema.json");

    /// <exception cref="UsageException">The file is absent or wrong; the message names file, line and column of the first mistake.</exception>
    public static AssetCatalog Load(string path)
    {
        AssetCatalog catalog = Check(path, out IReadOnlyList<YamlProblem> problems);
        return problems.Count switch
        {
            0 => catalog,
            1 => throw new UsageException(problems[0].ToString()),
            _ => throw new UsageException($"{problems[0]} (and {problems.Count - 1} more: aiot-gateway assets check {path})"),
        };
    }

    /// <param name="problems">All mistakes, in the order of the file; where there are any the catalogue is good for nothing.</param>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static AssetCatalog Check(string path, out IReadOnlyList<YamlProblem> problems)
    {
        List<YamlProblem> found = [];
        List<IsoLimits> standard = Open(StandardLimitsPath, "the limits file", found) is { } limitsFile ? IsoReader.Limits(limitsFile) : [];
        AssetCatalog catalog = Open(path, "the assets file", found) is { } root ? Read(root, standard) : new AssetCatalog([], [], new FusionSettings());
        problems = [.. found.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
        return catalog;
    }

    private static AssetCatalog Read(YamlMap root, List<IsoLimits> standard)
    {
        if (root.IsBroken)
        {
            return new AssetCatalog([], [], new FusionSettings());
        }

        if (root.Whole("version", 0, int.MinValue, int.MaxValue) != 1)
        {
            root.Report("version", "the assets file must say `version: 1`");
        }

        List<IsoLimits> limits = [.. IsoReader.Limits(root), .. standard];
        FusionSettings fusion = FusionReader.Read(root.Map("fusion", "`fusion`"));
        List<ScoreModel> models = ModelReader.Read(root);
        List<MachineAsset> machines = MachineReader.Read(root, limits);
        FieldIoSettings fieldIo = FieldIoReader.Read(root, machines);
        root.Close();
        return new AssetCatalog(machines, models, fusion) { FieldIo = fieldIo };
    }

    private static YamlMap? Open(string path, string what, List<YamlProblem> problems)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: {what} is not there: give the path of one with --assets");
        }

        YamlNode? node = YamlText.Read(path, what, out YamlProblem? problem);
        if (problem is not null)
        {
            problems.Add(problem);
        }

        return node is null ? null : new YamlMap(path, node, what, problems);
    }
}
