using AIoT.Embedded.Device.Tests.Gate;
using AIoT.Embedded.Device.Tests.Projects;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Device.Tests;

/// <summary>Each way in which the device projects can drift is noticed, with the line that puts it right.</summary>
public class DeviceProjectBitesTests
{
    private static readonly AllowedApi Api = AllowedApi.Load(Path.Combine(AppContext.BaseDirectory, "allow-list"));
    private static readonly FirmwareProject Signal = FirmwareProject.Of("Signal");
    private static readonly DeviceProjectFiles Files = DeviceProjectFiles.For(Signal, Api);

    [Fact]
    public void A_source_that_is_not_listed_is_noticed()
    {
        string line = $"<Compile Include=\"{Signal.Sources()[0]}\" />";
        Assert.Equal(["add:    " + line], LineDifference.Of(Files.Nfproj().Replace(line, "", StringComparison.Ordinal), Files.Nfproj()));
    }

    [Fact]
    public void A_listed_source_that_is_not_there_and_a_wrong_case_are_noticed()
    {
        string source = Signal.Sources()[0];
        IReadOnlyList<string> lines = LineDifference.Of(Files.Nfproj().Replace(source, source.ToLowerInvariant(), StringComparison.Ordinal), Files.Nfproj());
        Assert.Equal([$"remove: <Compile Include=\"{source.ToLowerInvariant()}\" />", $"add:    <Compile Include=\"{source}\" />"], lines);
    }

    [Theory]
    [InlineData("<LangVersion>9</LangVersion>", "<LangVersion>12</LangVersion>")]
    [InlineData("c07d481e9758c731", "b77a5c561934e089")]
    [InlineData("nanoFramework.CoreLibrary.1.17.11", "nanoFramework.CoreLibrary.1.15.5")]
    [InlineData("<TargetFrameworkVersion>v1.0<", "<TargetFrameworkVersion>v4.7.2<")]
    public void A_changed_property_or_reference_of_the_nfproj_is_noticed(string right, string wrong)
    {
        Assert.Contains(right, Files.Nfproj(), StringComparison.Ordinal);
        Assert.Equal(2, LineDifference.Of(Files.Nfproj().Replace(right, wrong, StringComparison.Ordinal), Files.Nfproj()).Count);
    }

    [Fact]
    public void Another_version_in_packages_config_or_nuspec_is_noticed()
    {
        Assert.Equal(2, LineDifference.Of(Files.PackagesConfig().Replace("1.17.11", "1.16.0", StringComparison.Ordinal), Files.PackagesConfig()).Count);
        Assert.Equal(2, LineDifference.Of(Files.Nuspec().Replace("1.17.11", "1.16.0", StringComparison.Ordinal), Files.Nuspec()).Count);
    }

    [Fact]
    public void A_package_brings_the_packages_that_it_needs()
    {
        AllowedLibrary mqtt = Api.Libraries.Single(library => library.Assembly == "nanoFramework.M2Mqtt");
        Assert.Contains("nanoFramework.System.Net", mqtt.DependsOn);
        Assert.All(Api.Libraries.SelectMany(library => library.DependsOn).Distinct(), package => Assert.Contains(Api.Libraries, library => library.Package == package));
    }

    [Fact]
    public void A_solution_that_builds_or_lacks_a_device_project_is_noticed()
    {
        string path = Path.GetTempFileName();
        try
        {
            string good = File.ReadAllText(TestData.InRepository("AIoT.Embedded.sln"));
            Assert.Empty(Check(good));
            Assert.NotEmpty(Check(good.Replace("Signal.nfproj", "Signal2.nfproj", StringComparison.Ordinal)));
            string active = $"{Files.ProjectGuid}.Debug|Any CPU.ActiveCfg = Debug|Any CPU";
            Assert.Contains(active, good, StringComparison.Ordinal);
            Assert.Contains("add:    " + active, Check(good.Replace(active, "", StringComparison.Ordinal)));
            IReadOnlyList<string> built = Check(good.Replace(active, active + "\r\n\t\t" + active.Replace("ActiveCfg", "Build.0", StringComparison.Ordinal), StringComparison.Ordinal));
            Assert.Contains("can't build it", Assert.Single(built), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        IReadOnlyList<string> Check(string text)
        {
            File.WriteAllText(path, text);
            return [.. new SolutionFile(path).Check(Signal, Files.ProjectGuid)];
        }
    }

    [Fact]
    public void Adding_to_a_solution_makes_it_whole()
    {
        string path = Path.GetTempFileName();
        try
        {
            string text = File.ReadAllText(TestData.InRepository("AIoT.Embedded.sln"));
            File.WriteAllText(path, string.Join('\n', text.Split('\n').Where(line => !line.Contains(Files.ProjectGuid, StringComparison.Ordinal))));
            new SolutionFile(path).Add(Signal, Files.ProjectGuid);
            Assert.Empty(new SolutionFile(path).Check(Signal, Files.ProjectGuid));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
