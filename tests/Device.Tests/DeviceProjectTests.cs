using System.Xml.Linq;
using AIoT.Embedded.Device.Tests.Gate;
using AIoT.Embedded.Device.Tests.Projects;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Device.Tests;

/// <summary>
/// The files that build firmware for a board agree with the folder, with what the code calls, and with each other.
/// With <c>AIOT_UPDATE_NFPROJ=1</c> the tests write them instead.
/// </summary>
public class DeviceProjectTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("AIOT_UPDATE_NFPROJ") == "1";
    private static readonly AllowedApi Api = AllowedApi.Load(Path.Combine(AppContext.BaseDirectory, "allow-list"));

    public static TheoryData<string> Packages => [.. FirmwareProject.All().Where(project => project.IsPackage).Select(project => project.Name)];

    public static TheoryData<string> Firmware => [.. FirmwareProject.All().Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Firmware))]
    public void The_nfproj_lists_the_folders_sources_and_the_libraries_that_the_code_calls(string name)
    {
        FirmwareProject project = FirmwareProject.Of(name);
        AssertSame(project.NfprojPath, DeviceProjectFiles.For(project, Api).Nfproj());
    }

    [Theory]
    [MemberData(nameof(Firmware))]
    public void The_packages_config_brings_what_the_nfproj_references(string name)
    {
        FirmwareProject project = FirmwareProject.Of(name);
        AssertSame(project.PackagesPath, DeviceProjectFiles.For(project, Api).PackagesConfig());
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_nuspec_depends_on_the_same_packages_and_versions(string name)
    {
        FirmwareProject project = FirmwareProject.Of(name);
        AssertSame(project.NuspecPath, DeviceProjectFiles.For(project, Api).Nuspec());
    }

    [Fact]
    public void The_solution_lists_every_device_project_and_builds_none()
    {
        string path = TestData.InRepository("AIoT.Embedded.sln");
        foreach (FirmwareProject project in FirmwareProject.All())
        {
            string guid = DeviceProjectFiles.For(project, Api).ProjectGuid;
            if (Update)
            {
                new SolutionFile(path).Add(project, guid);
            }

            IReadOnlyList<string> wrong = [.. new SolutionFile(path).Check(project, guid)];
            Assert.True(wrong.Count == 0, $"{path} and {project.Name}.nfproj disagree:\n{string.Join('\n', wrong)}\n{HowToUpdate}");
        }
    }

    [Fact]
    public void The_PC_build_takes_the_language_version_of_the_device_compiler()
    {
        IEnumerable<string> files = FirmwareProject.All().Select(project => project.CsprojPath)
            .Append(TestData.InRepository("firmware/Directory.Build.props"));
        List<string> versions = [];
        foreach (string file in files)
        {
            versions.AddRange(XDocument.Load(file).Descendants("LangVersion").Select(element => element.Value));
        }

        Assert.Equal(DeviceProjectFiles.LangVersion, Assert.Single(versions.Distinct()));
    }

    [Fact]
    public void The_device_assembly_version_is_the_repositorys()
    {
        string version = DeviceProjectFiles.RepositoryVersion();
        string info = File.ReadAllText(TestData.InRepository("firmware/DeviceAssemblyInfo.cs"));
        Assert.Contains($"AssemblyVersion(\"{version}.0\")", info, StringComparison.Ordinal);
        Assert.Contains($"AssemblyFileVersion(\"{version}.0\")", info, StringComparison.Ordinal);
    }

    private const string HowToUpdate = "To write them: AIOT_UPDATE_NFPROJ=1 dotnet test tests/Device.Tests";

    private static void AssertSame(string path, string expected)
    {
        if (Update)
        {
            string before = File.Exists(path) ? File.ReadAllText(path) : "";
            if (before != expected)
            {
                File.WriteAllText(path, expected);
            }
        }

        IReadOnlyList<string> lines = LineDifference.Of(File.Exists(path) ? File.ReadAllText(path) : "", expected);
        Assert.True(lines.Count == 0, $"{path} disagrees with the folder or the code:\n{string.Join('\n', lines)}\n{HowToUpdate}");
    }
}
