using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using AIoT.Embedded.Device.Tests.Gate;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>What the files that build a firmware folder for a board must say: the .nfproj, packages.config and the .nuspec, as the 1.x project system reads them.</summary>
public sealed class DeviceProjectFiles(FirmwareProject project, IReadOnlyList<AllowedLibrary> libraries, string version)
{
    public const string LangVersion = "9";
    public const string TypeGuid = "{11A8DD76-328B-46DF-9F39-F559912D0360}";

    /// <summary>The name that the test adapter looks for.</summary>
    public const string TestAssembly = "NFUnitTest";

    // The launcher is in the same package as the framework, and no code refers to it.
    private const string TestLauncher = "nanoFramework.UnitTestLauncher";

    /// <summary>The version of all assemblies and packages, from Directory.Build.props.</summary>
    public static string RepositoryVersion() =>
        XDocument.Load(TestData.InRepository("Directory.Build.props")).Descendants("Version").Single().Value;

    public static DeviceProjectFiles For(FirmwareProject project, AllowedApi api) =>
        new(project, DeviceReferences.Of(project, api), RepositoryVersion());

    /// <summary>A project's GUID follows from its name.</summary>
    public string ProjectGuid => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(project.AssemblyName + ".nfproj")).AsSpan(0, 16)).ToString("B").ToUpperInvariant();

    public string Nfproj()
    {
        StringBuilder text = new();
        text.Append($"""
            <?xml version="1.0" encoding="utf-8"?>
            <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <PropertyGroup Label="Globals">
                <NanoFrameworkProjectSystemPath>$(MSBuildExtensionsPath)\nanoFramework\v1.0\</NanoFrameworkProjectSystemPath>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
            {TestCapability()}  <PropertyGroup>
                <Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
                <Platform Condition=" '$(Platform)' == '' ">AnyCPU</Platform>
                <ProjectTypeGuids>{TypeGuid};{"{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}"}</ProjectTypeGuids>
                <ProjectGuid>{ProjectGuid}</ProjectGuid>
                <OutputType>{(project.Kind == DeviceProjectKind.Application ? "Exe" : "Library")}</OutputType>
                <AppDesignerFolder>Properties</AppDesignerFolder>
                <FileAlignment>512</FileAlignment>
                <RootNamespace>{project.AssemblyName}</RootNamespace>
                <AssemblyName>{project.AssemblyName}</AssemblyName>
                <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
                <LangVersion>{LangVersion}</LangVersion>
                <Optimize>true</Optimize>
                <DocumentationFile>bin\$(Configuration)\{project.AssemblyName}.xml</DocumentationFile>
            {TestProperties()}  </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.props')" />
              <ItemGroup>

            """);
        text.Append($"    <Compile Include=\"{Relative(TestData.InRepository("firmware/DeviceAssemblyInfo.cs"))}\">\n      <Link>Properties\\DeviceAssemblyInfo.cs</Link>\n    </Compile>\n");
        foreach (string source in project.Sources())
        {
            text.Append($"    <Compile Include=\"{source}\" />\n");
        }

        text.Append("  </ItemGroup>\n");
        IReadOnlyList<FirmwareProject> references = project.References();
        if (references.Count != 0)
        {
            text.Append("  <ItemGroup>\n");
            foreach (FirmwareProject reference in references)
            {
                text.Append($"    <ProjectReference Include=\"{Relative(reference.NfprojPath)}\" />\n");
            }

            text.Append("  </ItemGroup>\n");
        }

        text.Append("  <ItemGroup>\n");
        foreach (AllowedLibrary library in libraries)
        {
            text.Append($"    <Reference Include=\"{Include(library)}\">\n      <HintPath>{HintPath(library)}</HintPath>\n    </Reference>\n");
        }

        if (project.Kind == DeviceProjectKind.Tests)
        {
            AllowedLibrary framework = libraries.Single(library => library.Package == "nanoFramework.TestFramework");
            text.Append($"    <Reference Include=\"{TestLauncher}\">\n      <HintPath>{HintPath(framework).Replace(framework.Assembly + ".dll", TestLauncher + ".exe", StringComparison.Ordinal)}</HintPath>\n    </Reference>\n");
        }

        text.Append($"""
              </ItemGroup>
              <ItemGroup>
                <None Include="packages.config" />
            {(project.Kind == DeviceProjectKind.Tests ? "    <None Include=\"nano.runsettings\" />\n" : "")}  </ItemGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
              <ProjectExtensions>
                <ProjectCapabilities>
                  <ProjectConfigurationsDeclaredAsItems />
                </ProjectCapabilities>
              </ProjectExtensions>
            </Project>

            """);
        return text.ToString();
    }

    public string PackagesConfig()
    {
        StringBuilder text = new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<packages>\n");
        foreach ((string id, string packageVersion) in Packages())
        {
            text.Append($"  <package id=\"{id}\" version=\"{packageVersion}\" targetFramework=\"netnano1.0\" />\n");
        }

        return text.Append("</packages>\n").ToString();
    }

    public string Nuspec()
    {
        StringBuilder text = new($"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd">
              <metadata>
                <id>{project.AssemblyName}</id>
                <version>{version}</version>
                <authors>The AIoT.Embedded authors</authors>
                <license type="expression">MIT</license>
                <requireLicenseAcceptance>false</requireLicenseAcceptance>
                <description>{project.AssemblyName} for .NET nanoFramework 1.x.</description>
                <tags>nanoFramework TinyML vibration condition-monitoring</tags>
                <dependencies>

            """);
        foreach (FirmwareProject reference in project.References().Where(reference => reference.IsPackage))
        {
            text.Append($"      <dependency id=\"{reference.AssemblyName}\" version=\"{version}\" />\n");
        }

        foreach ((string id, string packageVersion) in Packages())
        {
            text.Append($"      <dependency id=\"{id}\" version=\"{packageVersion}\" />\n");
        }

        text.Append("    </dependencies>\n  </metadata>\n  <files>\n");
        foreach (string extension in new[] { "dll", "pdb", "pdbx", "pe", "xml" })
        {
            text.Append($"    <file src=\"bin\\Release\\{project.AssemblyName}.{extension}\" target=\"lib\\{project.AssemblyName}.{extension}\" />\n");
        }

        return text.Append("  </files>\n</package>\n").ToString();
    }

    private IEnumerable<(string Id, string Version)> Packages() =>
        libraries.Select(library => (library.Package, library.Version)).Distinct().OrderBy(package => package.Package, StringComparer.Ordinal);

    // The version of mscorlib's assembly is its package's; of the others only the package's is known, and the hint path decides.
    private static string Include(AllowedLibrary library) => library.Assembly == "mscorlib"
        ? $"mscorlib, Version={library.Version}.0, Culture=neutral, PublicKeyToken=c07d481e9758c731"
        : library.Assembly;

    private string HintPath(AllowedLibrary library) => $@"{Relative(TestData.InRepository("packages"))}\{library.Package}.{library.Version}\lib\{library.Assembly}.dll";

    // What Visual Studio's test explorer and vstest look for in a project of the released line.
    private string TestProperties() => project.Kind != DeviceProjectKind.Tests ? "" : """
            <IsCodedUITest>False</IsCodedUITest>
            <IsTestProject>true</IsTestProject>
            <TestProjectType>UnitTest</TestProjectType>
            <RunSettingsFilePath>$(MSBuildProjectDirectory)\nano.runsettings</RunSettingsFilePath>

        """;

    private string TestCapability() => project.Kind != DeviceProjectKind.Tests ? "" : "  <ItemGroup>\n    <ProjectCapability Include=\"TestContainer\" />\n  </ItemGroup>\n";

    private string Relative(string path) => Path.GetRelativePath(project.Folder, path).Replace('/', '\\');
}
