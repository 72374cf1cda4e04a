using System.Xml.Linq;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>
/// A folder of firmware: the project that builds it for the PC, and the names of the files that build it for a board. Those are the projects under
/// firmware, and those below any folder of hil and boards whose Directory.Build.props takes the firmware's.
/// </summary>
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

    /// <summary>A library to publish, an application, or a test project of nanoFramework.TestFramework.</summary>
    public DeviceProjectKind Kind => Property("AssemblyName") == DeviceProjectFiles.TestAssembly ? DeviceProjectKind.Tests
        : Property("OutputType") == "Exe" ? DeviceProjectKind.Application : DeviceProjectKind.Library;

    /// <summary>True where the assembly is a package of its own: the libraries of the firmware folder.</summary>
    public bool IsPackage => CsprojPath.StartsWith(TestData.InRepository("firmware") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The folder from the repository's root on, with backslashes.</summary>
    public string SolutionFolder => Path.GetRelativePath(TestData.Root, Folder).Replace('/', '\\');

    public string AssemblyName => Property("AssemblyName") ?? "AIoT.Embedded." + Name;

    public string NfprojPath => Path.Combine(Folder, Name + ".nfproj");

    public string PackagesPath => Path.Combine(Folder, "packages.config");

    public string NuspecPath => Path.Combine(Folder, AssemblyName + ".nuspec");

    /// <summary>The compiled assembly beside the tests.</summary>
    public string AssemblyPath => Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll");

    /// <summary>Every firmware project of the repository.</summary>
    public static IReadOnlyList<FirmwareProject> All() =>
        [.. Roots().SelectMany(root => Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories).Where(path => !IsOutput(Path.GetRelativePath(root, path))))
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
        IReadOnlyList<string> roots = Roots();
        return [.. XDocument.Load(CsprojPath).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Combine(Folder, reference.Attribute("Include")!.Value.Replace('\\', '/'))))
            .Where(path => roots.Any(root => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).Select(path => new FirmwareProject(path))];
    }

    public override string ToString() => Name;

    private static IReadOnlyList<string> Roots() =>
    [
        TestData.InRepository("firmware"),
        .. new[] { "hil", "boards" }.Select(TestData.InRepository)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "Directory.Build.props", SearchOption.AllDirectories))
            .Where(file => File.ReadAllText(file).Contains("firmware/Directory.Build.props", StringComparison.Ordinal))
            .Select(file => Path.GetDirectoryName(file)!),
    ];

    private string? Property(string name) => XDocument.Load(CsprojPath).Descendants(name).SingleOrDefault()?.Value;

    private static bool IsOutput(string relative) =>
        relative.Split(Path.DirectorySeparatorChar)[..^1].Any(folder => folder is "bin" or "obj" or "artifacts" or "packages");
}
