/* What columns and values are called in people's spreadsheets: English, French, Spanish, Portuguese, Arabic. In the form that roster_form makes; a test holds the table to it. */
#include "records/roster.h"

#define YES "yes|y|true|1|x|oui|o|vrai|si|s|verdadero|sim|verdadeiro|نعم|اجل"
#define NO "no|n|false|0|non|faux|falso|nao|لا|كلا"

const struct roster_word roster_words[] = {
    { ROSTER_FULL_NAME, NULL, "full name|name and surname|names|nom complet|nom et prenom|nom et prenoms|nom prenom|nom prenoms|noms et prenoms|prenom et nom|nombre completo|"
      "nombre y apellido|nombre y apellidos|nombres y apellidos|apellidos y nombres|apellido y nombre|nome completo|nome e apelido|nome e sobrenome|الاسم الكامل|الاسم الثلاثي|الاسم واللقب" },
    { ROSTER_NAME, NULL, "name|nom|nombre|nome|الاسم|اسم" },
    { ROSTER_GIVEN, NULL, "given|given name|given names|first name|first names|forename|forenames|prenom|prenoms|nombres|primer nombre|nome proprio|nomes proprios|primeiro nome|"
      "الاسم الاول|الاسم الشخصي" },
    { ROSTER_FAMILY, NULL, "family|family name|last name|surname|nom de famille|apellido|apellidos|apelido|apelidos|sobrenome|sobrenomes|ultimo nome|"
      "اسم العايلة|اسم العايله|اللقب|الاسم العايلي|النسب" },
    { ROSTER_PIN, NULL, "pin|pin code|pin number|code pin|code secret|codigo pin|codigo secreto|clave|senha|الرمز السري|الرقم السري|رمز التعريف" },
    { ROSTER_LANGUAGE, NULL, "language|langue|idioma|lengua|lingua|اللغة|اللغه|لغة" },
    { PROFILE_SEX, NULL, "sex|gender|sexe|genre|sexo|genero|الجنس|النوع" },
    { PROFILE_BORN, NULL, "born|year of birth|birth year|year born|date of birth|birth date|birthdate|dob|age band|annee de naissance|date de naissance|naissance|ne en|ne e en|"
      "ano de nacimiento|fecha de nacimiento|nacimiento|ano de nascimento|data de nascimento|nascimento|سنة الميلاد|سنه الميلاد|تاريخ الميلاد|سنة الولادة|تاريخ الولادة" },
    { PROFILE_SECTOR, NULL, "sector|industry|isic|isic section|business sector|activity|secteur|secteur d activite|branche|activite|citi|sector de actividad|rubro|actividad|ciiu|"
      "setor|setor de atividade|sector de atividade|atividade|ramo|القطاع|قطاع|قطاع النشاط|النشاط" },
    { PROFILE_REGISTERED, NULL, "registered|registered firm|registration|firm registered|enregistre|enregistree|immatriculee|entreprise enregistree|entreprise immatriculee|"
      "registrado|registrada|empresa registrada|registado|registada|empresa registada|مسجل|مسجلة|التسجيل|شركة مسجلة" },
    { PROFILE_WORKERS, NULL, "workers|employees|number of workers|number of employees|travailleurs|employes|salaries|effectif|nombre d employes|nombre de travailleurs|"
      "trabajadores|empleados|numero de trabajadores|numero de empleados|trabalhadores|empregados|funcionarios|numero de trabalhadores|numero de empregados|"
      "العمال|عدد العمال|العاملون|عدد العاملين|عدد الموظفين" },
    { PROFILE_PLACE, NULL, "place|area|urban or rural|urban rural|lieu|milieu|zone|urbain ou rural|urbain rural|lugar|zona|urbano o rural|urbano ou rural|urbano rural|local|meio|"
      "المكان|المنطقة|المنطقه" },
    { PROFILE_DISABILITY, NULL, "disability|disabled|handicap|situation de handicap|discapacidad|deficiencia|الاعاقة|الاعاقه|اعاقة" },

    { ROSTER_LANGUAGE, "en", "english|anglais|ingles|الانجليزية|انجليزي|الانكليزية" },
    { ROSTER_LANGUAGE, "fr", "french|francais|frances|الفرنسية|فرنسي" },
    { ROSTER_LANGUAGE, "es", "spanish|espagnol|espanol|castellano|espanhol|الاسبانية|اسباني" },
    { ROSTER_LANGUAGE, "pt", "portuguese|portugais|portugues|البرتغالية|برتغالي" },
    { ROSTER_LANGUAGE, "ar", "arabic|arabe|العربية|عربي" },

    /* m alone is the column's affair: in Spanish and Portuguese it stands for a woman beside h */
    { PROFILE_SEX, "female", "f|fem|woman|women|girl|femme|feminin|mujer|femenino|femenina|mulher|feminino|feminina|انثى|امراة|امراه" },
    { PROFILE_SEX, "male", "h|masc|man|men|boy|homme|masculin|hombre|varon|masculino|masculina|homem|ذكر|رجل" },
    { PROFILE_SEX, "other", "autre|otro|otra|outro|outra|non binary|اخر" },
    { PROFILE_REGISTERED, "yes", YES }, { PROFILE_REGISTERED, "no", NO },
    { PROFILE_REGISTERED, "in-progress", "in process|applied|pending|en cours|en tramite|en proceso|en curso|em curso|em andamento|em processo|قيد التسجيل|قيد الانجاز" },
    { PROFILE_REGISTERED, "no-firm", "no business|no company|pas d entreprise|sans entreprise|sin empresa|sem empresa|بدون شركة|لا توجد شركة" },
    { PROFILE_WORKERS, "0", "nobody|no one|aucun|personne|ninguno|nadie|nenhum|ninguem|لا احد" },
    { PROFILE_WORKERS, "1", "alone|i alone|seul|seule|solo|sola|sozinho|sozinha|وحدي|بمفردي" },
    { PROFILE_WORKERS, "2-4", "2 to 4|2 a 4|de 2 a 4|2 ate 4|من 2 الى 4|2 الى 4" },
    { PROFILE_WORKERS, "5-9", "5 to 9|5 a 9|de 5 a 9|5 ate 9|من 5 الى 9|5 الى 9" },
    { PROFILE_WORKERS, "10-49", "10 to 49|10 a 49|de 10 a 49|10 ate 49|من 10 الى 49|10 الى 49" },
    { PROFILE_WORKERS, "50-249", "50 to 249|50 a 249|de 50 a 249|50 ate 249|من 50 الى 249|50 الى 249" },
    { PROFILE_WORKERS, "250", "250 or more|250 and more|250 ou plus|250 et plus|250 o mas|250 y mas|250 ou mais|250 e mais|more than 250|plus de 250|mas de 250|mais de 250|اكثر من 250|250 او اكثر" },
    { PROFILE_PLACE, "urban", "town|city|urbain|urbaine|ville|en ville|urbano|urbana|ciudad|cidade|حضري|حضر|مدينة|مدينه|المدينة" },
    { PROFILE_PLACE, "rural", "village|countryside|rurale|campagne|campo|aldea|pueblo|aldeia|ريفي|ريف|قرية|قريه|الريف" },
    { PROFILE_DISABILITY, "yes", YES }, { PROFILE_DISABILITY, "no", NO },

    { PROFILE_SECTOR, "a", "agriculture|farming|forestry|fishing|livestock|farming forestry and fishing|agriculture forestry and fishing|elevage|peche|foresterie|agriculture sylviculture et peche|"
      "agricultura|ganaderia|pesca|silvicultura|pecuaria|agropecuaria|الزراعة|زراعة|صيد الاسماك|الزراعة والصيد" },
    { PROFILE_SECTOR, "b", "mining|mining and quarrying|mines|industries extractives|mineria|explotacion de minas y canteras|minas|mineracao|industrias extrativas|التعدين|تعدين" },
    { PROFILE_SECTOR, "c", "manufacturing|making things|industry|production|fabrication|industrie|industries manufacturieres|manufactura|industria|industrias manufactureras|"
      "industria transformadora|fabrico|الصناعة|صناعة|التصنيع" },
    { PROFILE_SECTOR, "d", "electricity|energy|electricite|energie|electricidad|energia|eletricidade|الكهرباء|الطاقة" },
    { PROFILE_SECTOR, "e", "water|waste|recycling|water waste and recycling|eau|dechets|recyclage|agua|residuos|reciclaje|reciclagem|المياه|النفايات" },
    { PROFILE_SECTOR, "f", "construction|building|batiment|btp|construccion|construcao|البناء|بناء|التشييد" },
    { PROFILE_SECTOR, "g", "trade|commerce|retail|wholesale|shop|buying and selling|wholesale and retail trade|negoce|comercio|tienda|loja|التجارة|تجارة" },
    { PROFILE_SECTOR, "h", "transport|transportation|transport and storage|logistics|transports|logistique|transporte|transportes|logistica|النقل|نقل" },
    { PROFILE_SECTOR, "i", "restaurant|hotel|food|tourism|catering|hotels and restaurants|accommodation and food|restauration|hotellerie|hotellerie et restauration|tourisme|restaurante|"
      "hosteleria|hoteleria|turismo|restauracao|hotelaria|المطاعم|الفنادق|السياحة|الفندقة" },
    { PROFILE_SECTOR, "j", "information|communication|information and communication|ict|it|media|informatique|tic|informatica|informacion y comunicaciones|informacao e comunicacao|"
      "الاتصالات|المعلوماتية" },
    { PROFILE_SECTOR, "k", "finance|insurance|banking|finance and insurance|assurance|banque|finanzas|seguros|financas|المالية|التامين" },
    { PROFILE_SECTOR, "l", "real estate|immobilier|bienes raices|inmobiliaria|inmobiliario|imobiliaria|imobiliario|العقارات" },
    { PROFILE_SECTOR, "m", "professional services|consulting|services professionnels|conseil|servicios profesionales|consultoria|servicos profissionais|الاستشارات" },
    { PROFILE_SECTOR, "n", "office services|support services|administrative services|cleaning|travel agency|services administratifs|nettoyage|servicios administrativos|limpieza|"
      "servicos administrativos|limpeza|الخدمات الادارية|التنظيف" },
    { PROFILE_SECTOR, "o", "public administration|government|administration publique|administracion publica|administracao publica|الادارة العامة" },
    { PROFILE_SECTOR, "p", "education|teaching|enseignement|educacion|ensenanza|educacao|ensino|التعليم|تعليم" },
    { PROFILE_SECTOR, "q", "health|social work|health and social work|sante|salud|saude|الصحة|صحة" },
    { PROFILE_SECTOR, "r", "arts|art|sport|sports|leisure|culture|loisirs|arte|artes|deporte|ocio|cultura|desporto|lazer|الفنون|الرياضة" },
    { PROFILE_SECTOR, "s", "other services|services|repair|hairdressing|hairdresser|beauty|autres services|coiffure|otros servicios|servicios|peluqueria|outros servicos|servicos|cabeleireiro|"
      "خدمات|خدمات اخرى|الخدمات|حلاقة" },
    { PROFILE_SECTOR, "t", "domestic work|private homes|travail domestique|menages|trabajo domestico|servicio domestico|trabalho domestico|العمل المنزلي" },
    { PROFILE_SECTOR, "u", "international organizations|international organisations|organisations internationales|organismos internacionales|organizacoes internacionais|المنظمات الدولية" },
    { PROFILE_SECTOR, "none", "no firm|no business|aucun|aucune|ninguno|ninguna|nenhum|nenhuma|بلا" },
};
const size_t roster_word_count = sizeof roster_words / sizeof *roster_words;
