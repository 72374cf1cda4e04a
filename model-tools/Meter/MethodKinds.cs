using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// Names the kind of every instruction of a method, as the cost table knows it. The kinds that depend on operand types
/// (an add of ints or of longs) come from an abstract interpretation of the evaluation stack over all paths of the method.
/// </summary>
internal sealed class MethodKinds
{
    private readonly MethodDefinition _method;
    private readonly Predicate<TypeReference> _isMetered;
    private readonly Dictionary<Instruction, string> _kinds = [];
    private readonly Dictionary<Instruction, StackType[]> _entryStacks = [];
    private readonly Queue<Instruction> _work = new();
    private readonly List<StackType> _stack = [];

    private MethodKinds(MethodDefinition method, Predicate<TypeReference> isMetered)
    {
        _method = method;
        _isMetered = isMetered;
    }

    /// <summary>The kind of each reachable instruction. Must be called before the body is changed: the encoding counts (ldloc.1 or ldloc.s).</summary>
    /// <param name="method">A method with a body.</param>
    /// <param name="isMetered">Whether a type belongs to the metered assemblies; a call of another is a native call.</param>
    public static IReadOnlyDictionary<Instruction, string> Of(MethodDefinition method, Predicate<TypeReference> isMetered)
    {
        MethodKinds analysis = new(method, isMetered);
        analysis.Run();
        return analysis._kinds;
    }

    private void Run()
    {
        Enter(_method.Body.Instructions[0], []);
        foreach (ExceptionHandler handler in _method.Body.ExceptionHandlers)
        {
            Enter(handler.HandlerStart, handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter ? [StackType.Reference] : []);
            if (handler.FilterStart is not null)
            {
                Enter(handler.FilterStart, [StackType.Reference]);
            }
        }

        while (_work.TryDequeue(out Instruction? at))
        {
            _stack.Clear();
            _stack.AddRange(_entryStacks[at]);
            for (Instruction? instruction = at; instruction is not null; instruction = instruction.Next)
            {
                if (instruction != at && _entryStacks.ContainsKey(instruction))
                {
                    break;
                }

                string kind = Step(instruction);
                _kinds[instruction] = kind;
                if (instruction.Operand is Instruction target)
                {
                    Enter(target, _stack);
                }
                else if (instruction.Operand is Instruction[] targets)
                {
                    foreach (Instruction one in targets)
                    {
                        Enter(one, _stack);
                    }
                }

                if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
                {
                    break;
                }
            }
        }
    }

    private void Enter(Instruction at, IEnumerable<StackType> stack)
    {
        // C# never merges different operand types except null with a reference: the first path in decides.
        if (_entryStacks.TryAdd(at, [.. stack]))
        {
            _kinds.Remove(at);
            _work.Enqueue(at);
        }
    }

    private StackType Pop()
    {
        if (_stack.Count == 0)
        {
            throw new InvalidDataException($"{_method.FullName}: the evaluation stack is empty where a value is taken.");
        }

        StackType top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private void Push(StackType type) => _stack.Add(type);

    private void PopMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Pop();
        }
    }

    private string LoadLocal(int index, string form)
    {
        StackType type = StackTypes.Of(_method.Body.Variables[index].VariableType);
        Push(type);
        return form + StackTypes.Name(type);
    }

    private string LoadArgument(int index, string form)
    {
        StackType type = ArgumentType(index);
        Push(type);
        return type switch
        {
            StackType.Reference => "ldarg array",
            StackType.Struct => "ldarg struct",
            _ => form,
        };
    }

    private StackType ArgumentType(int index)
    {
        if (_method.HasThis)
        {
            if (index == 0)
            {
                return _method.DeclaringType.IsValueType ? StackType.Pointer : StackType.Reference;
            }

            index--;
        }

        return StackTypes.Of(_method.Parameters[index].ParameterType);
    }

    private int ArgumentIndex(object operand)
    {
        ParameterDefinition parameter = (ParameterDefinition)operand;
        return parameter == _method.Body.ThisParameter ? 0 : parameter.Index + (_method.HasThis ? 1 : 0);
    }

    private string Store(string kind)
    {
        Pop();
        return kind;
    }

    private string Constant(string kind, StackType type)
    {
        Push(type);
        return kind;
    }

    private string Binary(string name)
    {
        StackType right = Pop();
        StackType left = Pop();
        StackType result = left is StackType.Pointer || right is StackType.Pointer ? StackType.Pointer
            : left is StackType.Float64 || right is StackType.Float64 ? StackType.Float64
            : left;
        Push(result);
        return name + " " + StackTypes.Width(result);
    }

    private string Shift(string name)
    {
        Pop();
        StackType value = Pop();
        Push(value);
        return name + " " + StackTypes.Width(value);
    }

    private string Unary(string name)
    {
        StackType value = Pop();
        Push(value);
        return name + " " + StackTypes.Width(value);
    }

    private string Compare(string kind)
    {
        PopMany(2);
        Push(StackType.Int32);
        return kind;
    }

    private string CompareAndBranch()
    {
        Pop();
        return "compare-and-branch " + StackTypes.Width(Pop());
    }

    private string Narrow(string kind)
    {
        Pop();
        Push(StackType.Int32);
        return kind;
    }

    private string Convert(string target, StackType result)
    {
        StackType from = Pop();
        Push(result);
        return $"conv_{target}_from_{StackTypes.Width(from)}";
    }

    private string LoadElement(string kind, StackType type)
    {
        PopMany(2);
        Push(type);
        return kind;
    }

    private string StoreElement(string kind)
    {
        PopMany(3);
        return kind;
    }

    private string LoadIndirect(StackType type)
    {
        Pop();
        Push(type);
        return "ldind";
    }

    private string StoreIndirect(string kind = "stind")
    {
        PopMany(2);
        return kind;
    }

    private string Call(MethodReference callee, bool isVirtual)
    {
        int arguments = callee.Parameters.Count;
        PopMany(arguments);
        if (callee.HasThis)
        {
            Pop();
        }

        if (callee.ReturnType.MetadataType != MetadataType.Void)
        {
            Push(StackTypes.Of(callee.ReturnType));
        }

        if (!_isMetered(callee.DeclaringType))
        {
            return callee is { Name: ".ctor", DeclaringType.FullName: "System.Object" } ? "call instance()" : "call native";
        }

        MethodDefinition? definition = callee.Resolve();
        if (definition?.DeclaringType.BaseType?.FullName == "System.MulticastDelegate")
        {
            return "call delegate";
        }

        string form = arguments == 0 ? "()" : "(args)";
        string how = !callee.HasThis ? "static" : isVirtual && (definition is null or { IsVirtual: true, IsFinal: false }) ? "virtual" : "instance";
        return $"call {how}{form}";
    }

    private string NewObject(MethodReference constructor)
    {
        PopMany(constructor.Parameters.Count);
        Push(constructor.DeclaringType.IsValueType ? StackTypes.Of(constructor.DeclaringType) : StackType.Reference);
        return _isMetered(constructor.DeclaringType) ? "newobj" : "newobj native";
    }

    private static string Element(TypeReference type) => type.MetadataType switch
    {
        MetadataType.SByte => "i1",
        MetadataType.Byte or MetadataType.Boolean => "u1",
        MetadataType.Int16 => "i2",
        MetadataType.UInt16 or MetadataType.Char => "u2",
        _ => StackTypes.Of(type) switch
        {
            StackType.Int64 => "i8",
            StackType.Float32 => "r4",
            StackType.Float64 => "r8",
            StackType.Reference => "ref",
            StackType.Struct => " struct",
            _ => "i4",
        },
    };

    private static string ElementKind(string name, TypeReference type, bool store = false)
    {
        string element = Element(type);
        if (store)
        {
            element = element switch { "u1" => "i1", "u2" => "i2", _ => element };
        }

        return element == " struct" ? name + element : name + "." + element;
    }

    private string Step(Instruction instruction)
    {
        Code code = instruction.OpCode.Code;
        object operand = instruction.Operand;
        switch (code)
        {
            case Code.Nop:
            case Code.Break:
                return "nop";
            case Code.Constrained:
            case Code.Volatile:
            case Code.Readonly:
            case Code.Unaligned:
            case Code.Tail:
                return "prefix";

            case Code.Ldarg_0:
            case Code.Ldarg_1:
            case Code.Ldarg_2:
            case Code.Ldarg_3:
                return LoadArgument(code - Code.Ldarg_0, "ldarg.N");
            case Code.Ldarg_S:
            case Code.Ldarg:
                return LoadArgument(ArgumentIndex(operand), "ldarg.s");
            case Code.Ldarga_S:
            case Code.Ldarga:
                return Constant("ldarga", StackType.Pointer);
            case Code.Starg_S:
            case Code.Starg:
                return Store("starg.s");
            case Code.Ldloc_0:
            case Code.Ldloc_1:
            case Code.Ldloc_2:
            case Code.Ldloc_3:
                return LoadLocal(code - Code.Ldloc_0, "ldloc.N ");
            case Code.Ldloc_S:
                return LoadLocal(((VariableDefinition)operand).Index, "ldloc.s ");
            case Code.Ldloc:
                return LoadLocal(((VariableDefinition)operand).Index, "ldloc ");
            case Code.Ldloca_S:
            case Code.Ldloca:
                return Constant("ldloca", StackType.Pointer);
            case Code.Stloc_0:
            case Code.Stloc_1:
            case Code.Stloc_2:
            case Code.Stloc_3:
                return Store("stloc.N");
            case Code.Stloc_S:
                return Store("stloc.s");
            case Code.Stloc:
                return Store("stloc");

            case Code.Ldnull:
                return Constant("ldnull", StackType.Reference);
            case Code.Ldc_I4_M1:
            case Code.Ldc_I4_0:
            case Code.Ldc_I4_1:
            case Code.Ldc_I4_2:
            case Code.Ldc_I4_3:
            case Code.Ldc_I4_4:
            case Code.Ldc_I4_5:
            case Code.Ldc_I4_6:
            case Code.Ldc_I4_7:
            case Code.Ldc_I4_8:
                return Constant("ldc.i4.N", StackType.Int32);
            case Code.Ldc_I4_S:
                return Constant("ldc.i4.s", StackType.Int32);
            case Code.Ldc_I4:
                return Constant("ldc.i4", StackType.Int32);
            case Code.Ldc_I8:
                return Constant("ldc.i8", StackType.Int64);
            case Code.Ldc_R4:
                return Constant("ldc.r4", StackType.Float32);
            case Code.Ldc_R8:
                return Constant("ldc.r8", StackType.Float64);
            case Code.Ldstr:
                return Constant("ldstr", StackType.Reference);
            case Code.Ldtoken:
                return Constant("ldtoken", StackType.Struct);
            case Code.Sizeof:
                return Constant("sizeof", StackType.Int32);
            case Code.Ldftn:
                return Constant("ldftn", StackType.Pointer);
            case Code.Ldvirtftn:
                Pop();
                return Constant("ldftn", StackType.Pointer);
            case Code.Dup:
                Push(_stack[^1]);
                return "dup";
            case Code.Pop:
                return Store("pop");

            case Code.Add:
            case Code.Add_Ovf:
            case Code.Add_Ovf_Un:
                return Binary("add");
            case Code.Sub:
            case Code.Sub_Ovf:
            case Code.Sub_Ovf_Un:
                return Binary("sub");
            case Code.Mul:
            case Code.Mul_Ovf:
            case Code.Mul_Ovf_Un:
                return Binary("mul");
            case Code.Div:
            case Code.Div_Un:
                return Binary("div");
            case Code.Rem:
            case Code.Rem_Un:
                return Binary("rem");
            case Code.And:
                return Binary("and");
            case Code.Or:
                return Binary("or");
            case Code.Xor:
                return Binary("xor");
            case Code.Shl:
                return Shift("shl");
            case Code.Shr:
            case Code.Shr_Un:
                return Shift("shr");
            case Code.Neg:
                return Unary("neg");
            case Code.Not:
                return Unary("not");
            case Code.Ceq:
                return Compare("ceq");
            case Code.Clt:
            case Code.Clt_Un:
                return Compare("clt");
            case Code.Cgt:
            case Code.Cgt_Un:
                return Compare("cgt");

            case Code.Conv_I1:
            case Code.Conv_Ovf_I1:
            case Code.Conv_Ovf_I1_Un:
                return Narrow("conv_i1");
            case Code.Conv_U1:
            case Code.Conv_Ovf_U1:
            case Code.Conv_Ovf_U1_Un:
                return Narrow("conv_u1");
            case Code.Conv_I2:
            case Code.Conv_Ovf_I2:
            case Code.Conv_Ovf_I2_Un:
                return Narrow("conv_i2");
            case Code.Conv_U2:
            case Code.Conv_Ovf_U2:
            case Code.Conv_Ovf_U2_Un:
                return Narrow("conv_u2");
            case Code.Conv_I4:
            case Code.Conv_U4:
            case Code.Conv_I:
            case Code.Conv_U:
            case Code.Conv_Ovf_I4:
            case Code.Conv_Ovf_I4_Un:
            case Code.Conv_Ovf_U4:
            case Code.Conv_Ovf_U4_Un:
            case Code.Conv_Ovf_I:
            case Code.Conv_Ovf_I_Un:
            case Code.Conv_Ovf_U:
            case Code.Conv_Ovf_U_Un:
                return Convert("i4", StackType.Int32);
            case Code.Conv_I8:
            case Code.Conv_U8:
            case Code.Conv_Ovf_I8:
            case Code.Conv_Ovf_I8_Un:
            case Code.Conv_Ovf_U8:
            case Code.Conv_Ovf_U8_Un:
                return Convert("i8", StackType.Int64);
            case Code.Conv_R4:
                return Convert("r4", StackType.Float32);
            case Code.Conv_R8:
            case Code.Conv_R_Un:
                return Convert("r8", StackType.Float64);

            case Code.Ldlen:
                Pop();
                return Constant("ldlen", StackType.Int32);
            case Code.Ldelem_I1:
                return LoadElement("ldelem.i1", StackType.Int32);
            case Code.Ldelem_U1:
                return LoadElement("ldelem.u1", StackType.Int32);
            case Code.Ldelem_I2:
                return LoadElement("ldelem.i2", StackType.Int32);
            case Code.Ldelem_U2:
                return LoadElement("ldelem.u2", StackType.Int32);
            case Code.Ldelem_I4:
            case Code.Ldelem_U4:
            case Code.Ldelem_I:
                return LoadElement("ldelem.i4", StackType.Int32);
            case Code.Ldelem_I8:
                return LoadElement("ldelem.i8", StackType.Int64);
            case Code.Ldelem_R4:
                return LoadElement("ldelem.r4", StackType.Float32);
            case Code.Ldelem_R8:
                return LoadElement("ldelem.r8", StackType.Float64);
            case Code.Ldelem_Ref:
                return LoadElement("ldelem.ref", StackType.Reference);
            case Code.Ldelem_Any:
                return LoadElement(ElementKind("ldelem", (TypeReference)operand), StackTypes.Of((TypeReference)operand));
            case Code.Ldelema:
                return LoadElement("ldelema", StackType.Pointer);
            case Code.Stelem_I1:
                return StoreElement("stelem.i1");
            case Code.Stelem_I2:
                return StoreElement("stelem.i2");
            case Code.Stelem_I4:
            case Code.Stelem_I:
                return StoreElement("stelem.i4");
            case Code.Stelem_I8:
                return StoreElement("stelem.i8");
            case Code.Stelem_R4:
                return StoreElement("stelem.r4");
            case Code.Stelem_R8:
                return StoreElement("stelem.r8");
            case Code.Stelem_Ref:
                return StoreElement("stelem.ref");
            case Code.Stelem_Any:
                return StoreElement(ElementKind("stelem", (TypeReference)operand, store: true));
            case Code.Newarr:
                Pop();
                return Constant("newarr", StackType.Reference);

            case Code.Ldind_I1:
            case Code.Ldind_U1:
            case Code.Ldind_I2:
            case Code.Ldind_U2:
            case Code.Ldind_I4:
            case Code.Ldind_U4:
            case Code.Ldind_I:
                return LoadIndirect(StackType.Int32);
            case Code.Ldind_I8:
                return LoadIndirect(StackType.Int64);
            case Code.Ldind_R4:
                return LoadIndirect(StackType.Float32);
            case Code.Ldind_R8:
                return LoadIndirect(StackType.Float64);
            case Code.Ldind_Ref:
                return LoadIndirect(StackType.Reference);
            case Code.Stind_I1:
            case Code.Stind_I2:
            case Code.Stind_I4:
            case Code.Stind_I8:
            case Code.Stind_R4:
            case Code.Stind_R8:
            case Code.Stind_I:
            case Code.Stind_Ref:
                return StoreIndirect();
            case Code.Ldobj:
                Pop();
                return Constant("ldobj", StackTypes.Of((TypeReference)operand));
            case Code.Stobj:
            case Code.Cpobj:
                return StoreIndirect("stobj");
            case Code.Initobj:
                return Store("initobj");

            case Code.Ldsfld:
                return Constant("ldsfld", StackTypes.Of(((FieldReference)operand).FieldType));
            case Code.Ldsflda:
                return Constant("ldsflda", StackType.Pointer);
            case Code.Stsfld:
                return Store("stsfld");
            case Code.Ldfld:
                Pop();
                return Constant("ldfld", StackTypes.Of(((FieldReference)operand).FieldType));
            case Code.Ldflda:
                Pop();
                return Constant("ldflda", StackType.Pointer);
            case Code.Stfld:
                return StoreIndirect("stfld");
            case Code.Castclass:
                Pop();
                return Constant("castclass", StackType.Reference);
            case Code.Isinst:
                Pop();
                return Constant("isinst", StackType.Reference);
            case Code.Box:
                Pop();
                return Constant("box", StackType.Reference);
            case Code.Unbox:
                Pop();
                return Constant("unbox", StackType.Pointer);
            case Code.Unbox_Any:
                Pop();
                return Constant("unbox", StackTypes.Of((TypeReference)operand));

            case Code.Br:
            case Code.Br_S:
                return "br";
            case Code.Leave:
            case Code.Leave_S:
                _stack.Clear();
                return "leave";
            case Code.Endfinally:
                _stack.Clear();
                return "endfinally";
            case Code.Endfilter:
                return Store("endfinally");
            case Code.Brtrue:
            case Code.Brtrue_S:
            case Code.Brfalse:
            case Code.Brfalse_S:
                return Store("brtrue");
            case Code.Beq:
            case Code.Beq_S:
            case Code.Bne_Un:
            case Code.Bne_Un_S:
            case Code.Bge:
            case Code.Bge_S:
            case Code.Bge_Un:
            case Code.Bge_Un_S:
            case Code.Bgt:
            case Code.Bgt_S:
            case Code.Bgt_Un:
            case Code.Bgt_Un_S:
            case Code.Ble:
            case Code.Ble_S:
            case Code.Ble_Un:
            case Code.Ble_Un_S:
            case Code.Blt:
            case Code.Blt_S:
            case Code.Blt_Un:
            case Code.Blt_Un_S:
                return CompareAndBranch();
            case Code.Switch:
                return Store("switch");
            case Code.Ret:
                return "ret";
            case Code.Throw:
                return Store("throw");
            case Code.Rethrow:
                return "throw";

            case Code.Call:
                return Call((MethodReference)operand, isVirtual: false);
            case Code.Callvirt:
                return Call((MethodReference)operand, isVirtual: true);
            case Code.Newobj:
                return NewObject((MethodReference)operand);
            default:
                throw new NotSupportedException($"{_method.FullName}: the meter has no kind for the opcode {instruction.OpCode.Name}.");
        }
    }
}
