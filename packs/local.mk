# make compiles each recipe here to a pack, with the kiosk-pack that it has just built: unsigned, or signed where KIOSK_PACK_KEY names a publisher's secret key.
# A program that was built for another kind of machine does not run here: then no pack is made; make one on that machine.
packsdir = $(pkgdatadir)/packs
if !CROSS_COMPILING
nodist_packs_DATA = packs/business-skills.pack
CLEANFILES += packs/business-skills.pack
endif

# All that the recipe names: a change in any of it makes the pack anew.
business_skills = packs/business-skills.cfg
business_skills += content/business-skills/en/bank-1.gift
business_skills += content/business-skills/en/bank-2.gift
business_skills += content/business-skills/en/lessons/01-idea.md
business_skills += content/business-skills/en/lessons/02-goal.md
business_skills += content/business-skills/en/lessons/03-cost.md
business_skills += content/business-skills/en/lessons/04-price.md
business_skills += content/business-skills/en/lessons/05-cash-book.md
business_skills += content/business-skills/en/lessons/06-stock.md
business_skills += content/business-skills/en/lessons/07-people.md
business_skills += content/business-skills/en/lessons/08-continuity.md
business_skills += content/business-skills/quizzes/post-test.quiz
business_skills += content/business-skills/quizzes/pre-test.quiz
business_skills += content/business-skills/quizzes/quiz-cash.quiz
business_skills += content/business-skills/quizzes/quiz-continuity.quiz
business_skills += content/business-skills/quizzes/quiz-cost.quiz
business_skills += content/business-skills/quizzes/quiz-goal.quiz
business_skills += content/business-skills/quizzes/quiz-idea.quiz
business_skills += content/business-skills/quizzes/quiz-people.quiz
business_skills += content/business-skills/quizzes/quiz-price.quiz
business_skills += content/business-skills/quizzes/quiz-stock.quiz
packs/business-skills.pack: $(business_skills) tools/kiosk-pack$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) packs && tools/kiosk-pack$(EXEEXT) build $(srcdir)/packs/business-skills.cfg -o $@ $${KIOSK_PACK_KEY:+--key "$$KIOSK_PACK_KEY"}

# The core profile and the consents are part of the program, not of a pack.
profiledir = $(pkgdatadir)/profile
dist_profile_DATA = content/profile/consents.form content/profile/core.form

EXTRA_DIST += $(business_skills)
