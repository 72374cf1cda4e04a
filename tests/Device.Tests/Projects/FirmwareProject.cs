using System.Xml.Linq;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>A folder under firmware: the project that builds it for the PC, and the names of the files that build it for a board.</summary>
public sealed class FirmwareProject
{
    private FirmwareProject(string path)
    {
        CsprojPath = path;
        Folder = Path.GetDirectoryName(path)!;
        Name = Path.GetFileNameWithoutExtension(path);
    }

    public string Name { get; }

    public string Folder { get; }

    public string CsprojPath { get; }

    public string AssemblyName => "AIoT.Embedded." + Name;

    public string NfprojPath => Path.Combine(Folder, Name + ".nfproj");

    public string PackagesPath => Path.Combine(Folder, "packages.config");

    public string NuspecPath => Path.Combine(Folder, AssemblyName + ".nuspec");

    /// <summary>The compiled assembly beside the tests.</summary>
    public string AssemblyPath => Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll");

    /// <summary>Every firmware project of the repository.</summary>
    public static IReadOnlyList<FirmwareProject> All() =>
        [.. Directory.EnumerateFiles(TestData.InRepository("firmware"), "*.csproj", SearchOption.AllDirectories)
            .Where(path => !IsOutput(Path.GetRelativePath(TestData.InRepository("firmware"), path)))
            .Order(StringComparer.Ordinal).Select(path => new FirmwareProject(path))];

    public static FirmwareProject Of(string name) => All().Single(project => project.Name == name);

    /// <summary>The sources below the folder, with backslashes, as an .nfproj lists them.</summary>
    public IReadOnlyList<string> Sources() =>
        [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path)).Where(path => !IsOutput(path))
            .Select(path => path.Replace('/', '\\')).Order(StringComparer.Ordinal)];

    /// <summary>The firmware projects that this one references.</summary>
    public IReadOnlyList<FirmwareProject> References()
    {
        string firmware = TestData.InRepository("firmware") + Path.DirectorySeparatorChar;
        return [.. XDocument.Load(CsprojPath).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Combine(Folder, reference.Attribute("Include")!.Value.Replace('\\', '/'))))
            .Where(path => path.StartsWith(firmware, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(path => new FirmwareProject(path))];
    }

    public override string ToString() => Name;

    private static bool IsOutput(string relative) =>
        relative.Split(Path.DirectorySeparatorChar)[..^1].Any(folder => folder is "bin" or "obj" or "artifacts" or "packages");
}
