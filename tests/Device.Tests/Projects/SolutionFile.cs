using System.Text.RegularExpressions;

namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>The solution: device projects are in it, in a folder of their own, and no configuration builds them.</summary>
public sealed partial class SolutionFile(string path)
{
    public const string DeviceFolder = "{5B0F2C53-0A3C-4E8E-9F4B-3C1B1F0D7A11}";
    private const string FolderType = "{2150E333-8FDC-42A3-9474-1A3956D46DE8}";

    // The SDK on Linux adds lines with its own ends; the file has one kind.
    public string Text { get; private set; } = File.ReadAllText(path).ReplaceLineEndings("\r\n");

    /// <summary>What is wrong about a device project's entry; empty where nothing is.</summary>
    public IEnumerable<string> Check(FirmwareProject project, string guid)
    {
        if (!Text.Contains(Entry(project, guid), StringComparison.Ordinal))
        {
            yield return "add:    " + Entry(project, guid);
        }

        if (!Text.Contains($"{guid} = {DeviceFolder}", StringComparison.Ordinal))
        {
            yield return $"add:    {guid} = {DeviceFolder} to GlobalSection(NestedProjects)";
        }

        foreach (string configuration in Configurations())
        {
            if (!Text.Contains($"{guid}.{configuration}.ActiveCfg", StringComparison.Ordinal))
            {
                yield return "add:    " + ActiveConfiguration(guid, configuration);
            }
        }

        foreach (Match line in BuildLine().Matches(Text))
        {
            if (line.Value.Contains(guid, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"remove: {line.Value.Trim()} (a machine without the nano project system can't build it)";
            }
        }
    }

    /// <summary>Adds a device project that is missing.</summary>
    public void Add(FirmwareProject project, string guid)
    {
        string folder = $"Project(\"{FolderType}\") = \"device\", \"device\", \"{DeviceFolder}\"\r\nEndProject\r\n";
        if (!Text.Contains(DeviceFolder, StringComparison.Ordinal))
        {
            Insert("Global\r\n", folder);
            InsertAfter("GlobalSection(NestedProjects) = preSolution\r\n", $"\t\t{DeviceFolder} = {FirmwareFolder()}\r\n");
        }

        if (!Text.Contains(Entry(project, guid), StringComparison.Ordinal))
        {
            Insert("Global\r\n", Entry(project, guid) + "\r\nEndProject\r\n");
            InsertAfter("GlobalSection(NestedProjects) = preSolution\r\n", $"\t\t{guid} = {DeviceFolder}\r\n");
            InsertAfter("GlobalSection(ProjectConfigurationPlatforms) = postSolution\r\n", string.Concat(Configurations().Select(one => $"\t\t{ActiveConfiguration(guid, one)}\r\n")));
        }

        File.WriteAllText(path, Text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
    }

    private static string Entry(FirmwareProject project, string guid) =>
        $"Project(\"{DeviceProjectFiles.TypeGuid}\") = \"{project.Name}\", \"{project.SolutionFolder}\\{project.Name}.nfproj\", \"{guid}\"";

    private static string ActiveConfiguration(string guid, string configuration) =>
        $"{guid}.{configuration}.ActiveCfg = {configuration.Split('|')[0]}|Any CPU";

    private IEnumerable<string> Configurations() =>
        ConfigurationSection().Match(Text).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(" = ")[0]);

    private string FirmwareFolder() => FirmwareEntry().Match(Text).Groups[1].Value;

    private void Insert(string before, string text) => Text = Text.Insert(Text.IndexOf("\n" + before, StringComparison.Ordinal) + 1, text);

    private void InsertAfter(string line, string text) => Text = Text.Insert(Text.IndexOf(line, StringComparison.Ordinal) + line.Length, text);

    [GeneratedRegex(@"GlobalSection\(SolutionConfigurationPlatforms\) = preSolution\r?\n(.*?)\tEndGlobalSection", RegexOptions.Singleline)]
    private static partial Regex ConfigurationSection();

    [GeneratedRegex(@"= ""firmware"", ""firmware"", ""(\{[^}]+\})""")]
    private static partial Regex FirmwareEntry();

    [GeneratedRegex(@"^.*\.Build\.0 = .*$", RegexOptions.Multiline)]
    private static partial Regex BuildLine();
}
