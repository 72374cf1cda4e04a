using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>
/// The project files of generated code: for each assembly a .csproj that builds on a PC, a .nfproj with its packages.config for the board, and a
/// README beside the class. Parts that are too large for one assembly are projects of their own, which the class's project references.
/// </summary>
public static class ProjectFiles
{
    private const string CoreLibrary = "1.17.11";

    /// <param name="files">What <see cref="CSharpEmitter.Emit"/> printed.</param>
    /// <param name="options">As given to it.</param>
    /// <param name="modelId">The model's id, for people.</param>
    public static IReadOnlyList<EmittedFile> Of(IReadOnlyList<EmittedFile> files, EmitOptions options, string modelId)
    {
        string name = Path.GetFileNameWithoutExtension(files[0].Path);
        string[] folders = [.. files.Select(f => Path.GetDirectoryName(f.Path) ?? "").Distinct().Where(f => f.Length > 0)];
        var projects = new List<EmittedFile>();
        foreach (string folder in folders.Prepend(""))
        {
            string project = folder.Length == 0 ? name : folder, up = folder.Length == 0 ? "" : @"..\";
            string[] sources = [.. files.Where(f => (Path.GetDirectoryName(f.Path) ?? "") == folder).Select(f => Path.GetFileName(f.Path)).Order(StringComparer.Ordinal)];
            string[] references = folder.Length == 0 ? folders : [];
            projects.Add(new EmittedFile(Path.Combine(folder, project + ".csproj"), Host(project, options.Namespace, sources, references)));
            projects.Add(new EmittedFile(Path.Combine(folder, project + ".nfproj"), Device(project, options.Namespace, sources, references, up)));
            projects.Add(new EmittedFile(Path.Combine(folder, "packages.config"), Packages()));
        }

        projects.Add(new EmittedFile("README.md", Readme(name, options.Namespace, modelId, folders)));
        return projects;
    }

    private static string Assembly(string space, string project) => $"{space}.{project}";

    private static string Host(string project, string space, string[] sources, string[] references)
    {
        var text = new StringBuilder("<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n    <TargetFramework>net10.0</TargetFramework>\n    <LangVersion>9</LangVersion>\n    <Nullable>disable</Nullable>\n    <ImplicitUsings>disable</ImplicitUsings>\n    <Optimize>true</Optimize>\n    <EnableDefaultCompileItems>false</EnableDefaultCompileItems>\n");
        text.Append(CultureInfo.InvariantCulture, $"    <AssemblyName>{Assembly(space, project)}</AssemblyName>\n    <RootNamespace>{space}</RootNamespace>\n  </PropertyGroup>\n  <ItemGroup>\n");
        Items(text, sources.Select(s => $"<Compile Include=\"{s}\" />"));
        Items(text, references.Select(r => $"<ProjectReference Include=\"{r}/{r}.csproj\" />"));
        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    private static string Device(string project, string space, string[] sources, string[] references, string up)
    {
        string assembly = Assembly(space, project);
        var text = new StringBuilder($$"""
            <?xml version="1.0" encoding="utf-8"?>
            <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <PropertyGroup Label="Globals">
                <NanoFrameworkProjectSystemPath>$(MSBuildExtensionsPath)\nanoFramework\v1.0\</NanoFrameworkProjectSystemPath>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
              <PropertyGroup>
                <Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
                <Platform Condition=" '$(Platform)' == '' ">AnyCPU</Platform>
                <ProjectTypeGuids>{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}</ProjectTypeGuids>
                <ProjectGuid>{{{Identity(assembly)}}}</ProjectGuid>
                <OutputType>Library</OutputType>
                <AppDesignerFolder>Properties</AppDesignerFolder>
                <FileAlignment>512</FileAlignment>
                <RootNamespace>{{space}}</RootNamespace>
                <AssemblyName>{{assembly}}</AssemblyName>
                <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
                <LangVersion>9</LangVersion>
                <Optimize>true</Optimize>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.props')" />
              <ItemGroup>

            """.ReplaceLineEndings("\n"));
        Items(text, sources.Select(s => $"<Compile Include=\"{s}\" />"));
        Items(text, references.Select(r => $"<ProjectReference Include=\"{r}\\{r}.nfproj\" />"));
        return text.Append($$"""
              </ItemGroup>
              <ItemGroup>
                <Reference Include="mscorlib, Version={{CoreLibrary}}.0, Culture=neutral, PublicKeyToken=c07d481e9758c731">
                  <HintPath>{{up}}packages\nanoFramework.CoreLibrary.{{CoreLibrary}}\lib\mscorlib.dll</HintPath>
                </Reference>
              </ItemGroup>
              <ItemGroup>
                <None Include="packages.config" />
              </ItemGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
              <ProjectExtensions>
                <ProjectCapabilities>
                  <ProjectConfigurationsDeclaredAsItems />
                </ProjectCapabilities>
              </ProjectExtensions>
            </Project>

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static string Packages() =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<packages>\n  <package id=\"nanoFramework.CoreLibrary\" version=\"{CoreLibrary}\" targetFramework=\"netnano1.0\" />\n</packages>\n";

    private static string Readme(string name, string space, string modelId, string[] folders) =>
        $"# {name}\nModel `{modelId}` as C#, printed by `aiot-model emit`: do not edit, emit again.\n\n- On a PC: `dotnet build {name}.csproj`.\n- On a board: add `{name}.nfproj`{(folders.Length > 0 ? " and those of " + string.Join(", ", folders) : "")} to the application's solution, restore packages into `packages/` beside it, and reference the project. Every assembly stays below the 64 KB that a board loads.\n- Use: `new {space}.{name}().Run(...)`; it gives the integers of the image to the bit (`aiot-model verify` proves it).\n";

    /// <summary>The same project has the same identity, whenever it is printed.</summary>
    private static string Identity(string assembly) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(assembly)).AsSpan(0, 16)).ToString("B").Trim('{', '}').ToUpperInvariant();

    private static void Items(StringBuilder text, IEnumerable<string> items)
    {
        foreach (string item in items)
        {
            text.Append("    ").Append(item).Append('\n');
        }
    }
}
