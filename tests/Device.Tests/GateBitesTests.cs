using System.Globalization;
using System.Text;
using AIoT.Embedded.Device.Tests.Gate;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests;

/// <summary>Each rule of the gate refuses code that breaks it, and names the member and the method.</summary>
public class GateBitesTests
{
    private static readonly DeviceGate Gate = new(AllowedApi.Load(Path.Combine(AppContext.BaseDirectory, "allow-list")));

    [Theory]
    [InlineData("int M(int v) => System.Math.Clamp(v, 0, 9);", "Bad.C.M(Int32)", "System.Math.Clamp(Int32,Int32,Int32)")]
    [InlineData("void M(int[] v) => System.Array.Sort(v);", "Bad.C.M(Int32[])", "System.Array.Sort")]
    [InlineData("string M(int v) => string.Join(\",\", new[] { \"a\", v.ToString() });", "Bad.C.M(Int32)", "System.String.Join(String,String[])")]
    [InlineData("object M() => new System.Text.RegularExpressions.Regex(\"a\");", "Bad.C.M()", "System.Text.RegularExpressions.Regex")]
    [InlineData("System.Net.Http.HttpClient _client;", "Bad.C._client", "System.Net.Http.HttpClient")]
    [InlineData("[System.ThreadStatic] static int _value;", "Bad.C._value", "System.ThreadStaticAttribute")]
    [InlineData("void M() { try { } finally { } try { N(); } catch (System.ArithmeticException) { } } void N() { }", "Bad.C.M()", "System.ArithmeticException")]
    public void A_member_that_no_device_library_has_is_refused(string body, string where, string what) => AssertRefused(body, where, what);

    [Theory]
    [InlineData("class G<T> { T _value; }", "Bad.C/G`1", "is generic")]
    [InlineData("T M<T>(T value) => value;", "Bad.C.M(T)", "is generic")]
    [InlineData("System.Collections.Generic.List<int> _list;", "Bad.C._list", "System.Collections.Generic.List`1<System.Int32>")]
    [InlineData("int M(int[] v) => System.Array.IndexOf<int>(v, 3);", "Bad.C.M(Int32[])", "IndexOf<System.Int32>")]
    [InlineData("int? M() => null;", "Bad.C.M()", "nullable value")]
    [InlineData("(int, int) M() => (1, 2);", "Bad.C.M()", "tuple")]
    [InlineData("string M(string a, char b) => a + \"x\" + b;", "Bad.C.M(String, Char)", "add a string")]
    public void Generics_are_refused(string body, string where, string what) => AssertRefused(body, where, what);

    [Theory]
    [InlineData("int[,] _grid;", "Bad.C._grid", "multi-dimensional")]
    [InlineData("int M() { var g = new int[2, 2]; return g[0, 1]; }", "Bad.C.M()", "multi-dimensional")]
    [InlineData("unsafe int M(int* p) => *p;", "Bad.C.M(Int32*)", "pointer")]
    [InlineData("unsafe int M(int[] v) { fixed (int* p = v) { return *p; } }", "Bad.C.M(Int32[])", "pins")]
    [InlineData("unsafe int M() { int* p = stackalloc int[4]; return p[0]; }", "Bad.C.M()", "stackalloc")]
    [InlineData("decimal M(int v) => v;", "Bad.C.M(Int32)", "decimal")]
    public void Arrays_of_several_dimensions_pointers_stackalloc_and_decimal_are_refused(string body, string where, string what) => AssertRefused(body, where, what);

    [Theory]
    [InlineData("int M(int a, int b) => checked(a + b);", "add.ovf")]
    [InlineData("uint M(uint a, uint b) => checked(a - b);", "sub.ovf.un")]
    [InlineData("long M(long a, long b) => checked(a * b);", "mul.ovf")]
    [InlineData("byte M(int a) => checked((byte)a);", "conv.ovf.u1")]
    [InlineData("int M(ulong a) => checked((int)a);", "conv.ovf.i4.un")]
    [InlineData("sbyte M(long a) => checked((sbyte)a);", "conv.ovf.i1")]
    [InlineData("ulong M(long a) => checked((ulong)a);", "conv.ovf.u8")]
    public void Checked_arithmetic_is_refused(string body, string opcode) => AssertRefused(body, "Bad.C.M(", $"({opcode})");

    [Fact]
    public void A_default_interface_method_is_refused() => AssertRefused("interface I { int M() => 1; }", "Bad.C/I.M()", "default interface method");

    [Theory]
    [InlineData("System.Collections.IEnumerable M() { yield return null; }", "iterator")]
    [InlineData("async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Delay(1); }", "async")]
    public void State_machines_are_refused(string body, string what) => AssertRefused(body, "Bad.C.M()", what);

    [Theory]
    [InlineData("float _gain;", "Bad.C._gain", "System.Single")]
    [InlineData("int M(int v) => (int)(v * 0.5);", "Bad.C.M(Int32)", "floating point")]
    [InlineData("int M(int v) => (int)System.Math.Sqrt(v);", "Bad.C.M(Int32)", "floating point")]
    public void Floating_point_is_refused_where_integers_are_promised(string body, string where, string what)
    {
        AssertRefused(body, where, what);
        using ModuleDefinition module = BadAssembly.Compile(Wrap(body));
        Assert.DoesNotContain(Gate.Check(module, integersOnly: false), violation => violation.What.Contains("integers", StringComparison.Ordinal));
    }

    [Fact]
    public void More_than_255_locals_are_refused()
    {
        Assert.Empty(Check(Wrap(Locals(255))));
        AssertRefused(Locals(256), "Bad.C.M(Int32[])", "256 locals");
    }

    [Fact]
    public void More_than_64_KB_of_bytecode_are_refused()
    {
        StringBuilder body = new();
        for (int i = 0; i < 30; i++)
        {
            body.Append(CultureInfo.InvariantCulture, $"int M{i}(int x) {{ ").Insert(body.Length, "x = x * 12345 + 67891; ", 200).Append("return x; } ");
        }

        AssertRefused(body.ToString(), "AIoT.Embedded.Bad", "bytes of bytecode");
    }

    [Fact]
    public void More_than_64_KB_of_array_data_are_refused() =>
        AssertRefused($"static readonly byte[] Table = {{ {string.Join(',', Enumerable.Range(0, 66000).Select(i => i % 251))} }};", "AIoT.Embedded.Bad", "bytes of array data");

    [Fact]
    public void More_than_64_KB_of_strings_are_refused() =>
        AssertRefused($"string M() => \"{new string('x', 66000)}\";", "AIoT.Embedded.Bad", "bytes of strings");

    [Fact]
    public void What_a_board_runs_is_let_through() => Assert.Empty(Check("""
        using System;
        using System.Collections;
        using System.Text;
        using System.Threading;
        namespace Bad
        {
            public delegate int Fold(int a, int b);
            public interface ISource { bool TryRead(short[] buffer, out int count); }
            public sealed class Failure : Exception { public Failure(string message) : base(message) { } }
            public struct Pair { public int Left; public long Right; }
            public enum State { Off, On }
            public class C : IDisposable
            {
                private static readonly short[] Table = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
                private readonly object _lock = new object();
                private readonly int[][] _rows = new int[4][];
                private Thread _thread;
                public State State { get; private set; }
                public event EventHandler Changed;
                public long Sum(short[] values, ref long carry)
                {
                    long sum = carry;
                    foreach (short value in values) sum += (long)value * Table[3] >> 2;
                    lock (_lock) { carry = sum; }
                    return sum;
                }
                public string Name(int value) => value switch { 0 => "none", 1 => "one", _ => "many " + value.ToString() + " of " + State };
                public void Start() { _thread = new Thread(() => Thread.Sleep(10)); _thread.Start(); Changed?.Invoke(this, EventArgs.Empty); }
                public byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
                public int Apply(Fold fold) { int n = fold(1, 2); Pair pair = new Pair { Left = n }; return pair.Left + Math.Max(n, 3) + Math.Abs(n); }
                public void Copy(byte[] from, byte[] to) { Array.Copy(from, 0, to, 0, from.Length); if (to.Length == 0) throw new Failure("empty"); }
                public void Dispose() { }
                public ArrayList List() { ArrayList list = new ArrayList(); list.Add(1); return list; }
                public DateTime Now() => DateTime.UtcNow.AddTicks(10 * TimeSpan.TicksPerSecond);
            }
        }
        """));

    private static string Wrap(string body) => $"namespace Bad {{ class C {{ {body} }} }}";

    private static string Locals(int count) =>
        "int M(int[] v) { " + string.Concat(Enumerable.Range(0, count).Select(i => $"int a{i} = v[{i}]; ")) + "return " + string.Join(" + ", Enumerable.Range(0, count).Select(i => $"a{i} * a{(i + 7) % count}")) + "; }";

    private static IReadOnlyList<Violation> Check(string source)
    {
        using ModuleDefinition module = BadAssembly.Compile(source);
        return Gate.Check(module, integersOnly: true);
    }

    private static void AssertRefused(string body, string where, string what)
    {
        IReadOnlyList<Violation> violations = Check(Wrap(body));
        Assert.True(
            violations.Any(violation => violation.Where.StartsWith(where, StringComparison.Ordinal) && violation.What.Contains(what, StringComparison.Ordinal)),
            $"the gate should refuse '{what}' in {where}; it said:\n{string.Join('\n', violations)}");
    }
}
